package io.binnacle.apiserver;

import java.util.Locale;
import java.util.Set;

/**
 * What the path, method and query of a request say it is about, as {@code RequestInfo} of
 * Kubernetes' API server.
 *
 * @param method upper case, as sent: a HEAD has the verb of a GET
 * @param isResourceRequest whether the path is below {@code /api/<version>/<resource>} or {@code
 *     /apis/<group>/<version>/<resource>}
 * @param verb get, list, watch, create, update, patch, delete, deletecollection, or for other paths
 *     the lower-case method
 * @param namespace empty for cluster-scoped and all-namespace requests
 * @param name empty for collections
 * @param subpath what follows the subresource, with its leading slash: for proxied requests;
 *     otherwise empty
 */
public record RequestInfo(
    String method,
    boolean isResourceRequest,
    String verb,
    String apiGroup,
    String apiVersion,
    String namespace,
    String resource,
    String subresource,
    String name,
    String subpath,
    String path) {

  private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

  /**
   * Reads a request line.
   *
   * @param method upper case
   * @param path decoded, beginning with a slash
   * @param watch whether the query asks to watch
   * @param fieldName the name that a field selector {@code metadata.name=} asks for, empty without
   *     one: such a list or watch is authorized as one of that name
   */
  public static RequestInfo parse(String method, String path, boolean watch, String fieldName) {
    String[] parts = split(path);
    int at;
    String group;
    String version;
    if (parts.length >= 3 && parts[0].equals("api")) {
      group = "";
      version = parts[1];
      at = 2;
    } else if (parts.length >= 4 && parts[0].equals("apis")) {
      group = parts[1];
      version = parts[2];
      at = 3;
    } else {
      return nonResource(method, path);
    }
    boolean watchPath = parts[at].equals("watch") && parts.length > at + 1;
    if (watchPath) {
      at++;
    }
    String namespace = "";
    if (parts[at].equals("namespaces")
        && parts.length > at + 2
        && !NAMESPACE_SUBRESOURCES.contains(parts[at + 2])) {
      namespace = parts[at + 1];
      at += 2;
    } else if (parts[at].equals("namespaces") && parts.length > at + 1) {
      namespace = parts[at + 1];
    }
    String resource = parts[at];
    String name = parts.length > at + 1 ? parts[at + 1] : "";
    String subresource = parts.length > at + 2 ? parts[at + 2] : "";
    String subpath = subpath(path, parts, at + 3);
    // The parameter makes a watch of a list only, as in Kubernetes; the path of anything.
    String verb = verb(method, name.isEmpty(), watchPath || (watch && name.isEmpty()));
    boolean namedCollection = name.isEmpty() && !fieldName.isEmpty();
    return new RequestInfo(
        method,
        true,
        verb,
        group,
        version,
        namespace,
        resource,
        subresource,
        namedCollection && isCollectionRead(verb) ? fieldName : name,
        subpath,
        path);
  }

  private static boolean isCollectionRead(String verb) {
    return verb.equals("list") || verb.equals("watch") || verb.equals("deletecollection");
  }

  private static RequestInfo nonResource(String method, String path) {
    return new RequestInfo(
        method, false, method.toLowerCase(Locale.ROOT), "", "", "", "", "", "", "", path);
  }

  private static String[] split(String path) {
    String trimmed = path.startsWith("/") ? path.substring(1) : path;
    if (trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    return trimmed.isEmpty() ? new String[0] : trimmed.split("/", -1);
  }

  /** What follows the first {@code count} segments, as it was written. */
  private static String subpath(String path, String[] parts, int count) {
    if (parts.length < count) {
      return "";
    }
    int from = 0;
    for (int i = 0; i < count; i++) {
      from = path.indexOf('/', from) + 1 + parts[i].length();
    }
    return path.substring(Math.min(from, path.length()));
  }

  private static String verb(String method, boolean collection, boolean watch) {
    return switch (method) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> collection ? "deletecollection" : "delete";
      case "GET", "HEAD" -> collection ? (watch ? "watch" : "list") : watch ? "watch" : "get";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }
}
