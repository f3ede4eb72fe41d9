package io.binnacle.apiserver.endpoint;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.authentication.Impersonation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the headers {@code Impersonate-User}, {@code -Group}, {@code -Uid} and {@code -Extra-*}.
 */
final class ImpersonationHeaders {
  private static final String PREFIX = "impersonate-";
  private static final String EXTRA = PREFIX + "extra-";

  private ImpersonationHeaders() {}

  /**
   * Whom the request is to be made as, if anybody.
   *
   * @param names of all headers of the request
   * @param values gives the values of a header by its name
   * @throws ApiException BadRequest when the headers do not say which user
   */
  static Optional<Impersonation> read(
      Collection<String> names, Function<String, List<String>> values) {
    String user = "";
    String uid = "";
    List<String> groups = new ArrayList<>();
    Map<String, List<String>> extra = new TreeMap<>();
    boolean any = false;
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!lower.startsWith(PREFIX)) {
        continue;
      }
      any = true;
      List<String> given = values.apply(name);
      if (lower.startsWith(EXTRA)) {
        String key = extraKey(lower.substring(EXTRA.length()));
        extra.computeIfAbsent(key, k -> new ArrayList<>()).addAll(given);
        continue;
      }
      switch (lower) {
        case "impersonate-user" -> user = given.getFirst();
        case "impersonate-uid" -> uid = given.getFirst();
        case "impersonate-group" -> groups.addAll(given);
        default -> throw ApiException.badRequest("the header " + lower + " is not known");
      }
    }
    if (any && user.isEmpty()) {
      throw ApiException.badRequest("requested a group, uid or extra without impersonating a user");
    }
    return any ? Optional.of(new Impersonation(user, uid, groups, extra)) : Optional.empty();
  }

  /** Keys with characters that a header's name cannot have are percent-encoded. */
  private static String extraKey(String encoded) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8)
          .toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      // Then it is meant as it is written, as Kubernetes takes it.
      return encoded;
    }
  }
}
