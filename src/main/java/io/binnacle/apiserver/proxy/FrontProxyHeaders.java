package io.binnacle.apiserver.proxy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.authentication.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The headers in which an extension API server is told who the client is (the authenticating proxy
 * of Kubernetes' documentation). It believes them because of the certificate that comes with them.
 */
public final class FrontProxyHeaders {
  public static final String USER = "X-Remote-User";
  public static final String UID = "X-Remote-Uid";
  public static final String GROUP = "X-Remote-Group";
  public static final String EXTRA_PREFIX = "X-Remote-Extra-";

  /** What a header's name may consist of besides letters and digits (RFC 9110 section 5.6.2). */
  private static final String TOKEN_CHARACTERS = "!#$&'*+-.^_`|~";

  private static final int DELETE = 0x7f;

  /** A header of a request. */
  public record Header(String name, String value) {}

  private FrontProxyHeaders() {}

  /** Whether a client's header would be taken for the front proxy's own. */
  static boolean isOne(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("x-remote-");
  }

  /**
   * @throws ApiException BadRequest for an identity that a header cannot carry
   */
  public static List<Header> of(UserInfo user) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header(USER, user.name()));
    if (!user.uid().isEmpty()) {
      headers.add(new Header(UID, user.uid()));
    }
    user.groups().forEach(group -> headers.add(new Header(GROUP, group)));
    user.extra()
        .forEach((key, values) ->
            values.forEach(value -> headers.add(new Header(EXTRA_PREFIX + escape(key), value))));
    if (!headers.stream().allMatch(header -> header.value().chars().allMatch(c -> isText(c)))) {
      throw ApiException.badRequest("the identity of the client cannot be passed on in a header");
    }
    return headers;
  }

  private static boolean isText(int c) {
    return c >= ' ' && c < DELETE;
  }

  /** A key may have characters that a header's name may not: they are percent-encoded. */
  private static String escape(String key) {
    StringBuilder name = new StringBuilder();
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isTokenCharacter(c)) {
        name.append(c);
      } else {
        name.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return name.toString();
  }

  private static boolean isTokenCharacter(char c) {
    boolean letterOrDigit = c < 128 && Character.isLetterOrDigit(c);
    return letterOrDigit || TOKEN_CHARACTERS.indexOf(c) >= 0;
  }
}
