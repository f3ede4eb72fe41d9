package io.binnacle.extension;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.validation.IpAddresses;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses that the API server makes connections to on behalf of others. */
public final class TargetAddress {
  private static final int MAX_PORT = 65535;

  private TargetAddress() {}

  /**
   * Checks an address that others than administrators can write into an object: the API server must
   * reach nothing for them that is meant for its own machine, such as a cloud's metadata service.
   *
   * @throws ApiException BadRequest
   */
  public static String allowed(String address) {
    if (!IpAddresses.checkNotSpecial(address).isEmpty()) {
      throw ApiException.badRequest("address not allowed");
    }
    return address;
  }

  /**
   * @param port empty for the scheme's own
   * @throws ApiException BadRequest for what is no port
   */
  public static URI base(String scheme, String host, String port) {
    if (!port.isEmpty() && !isPort(port)) {
      throw ApiException.badRequest("invalid port \"" + port + "\"");
    }
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(scheme + "://" + literal + (port.isEmpty() ? "" : ":" + port));
  }

  /** A decoded path as it is written in an address. */
  public static String encodePath(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("%2F", "/").replace("+", "%20");
  }

  private static boolean isPort(String text) {
    return text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(text) > 0
        && Integer.parseInt(text) <= MAX_PORT;
  }
}
