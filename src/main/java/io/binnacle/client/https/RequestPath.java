package io.binnacle.client.https;

import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.ListOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** Paths and queries of the API. */
final class RequestPath {
  private RequestPath() {}

  /** The path of a resource, in a namespace unless that is empty. */
  static String collection(GroupVersionResource resource, String namespace) {
    StringBuilder path = new StringBuilder();
    path.append(resource.group().isEmpty() ? "/api/" : "/apis/" + segment(resource.group()) + "/");
    path.append(segment(resource.version()));
    if (!namespace.isEmpty()) {
      path.append("/namespaces/").append(segment(namespace));
    }
    return path.append('/').append(segment(resource.resource())).toString();
  }

  /** The path of an object or, unless that is empty, of a subresource. */
  static String object(
      GroupVersionResource resource, String namespace, String name, String subresource) {
    String path = collection(resource, namespace) + "/" + segment(name);
    return subresource.isEmpty() ? path : path + "/" + subresource;
  }

  /** The query of a list or watch, with its question mark; empty where nothing is asked. */
  static String query(ListOptions options, boolean watch) {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    if (watch) {
      query.add("watch=true").add("allowWatchBookmarks=true");
    }
    if (!options.labels().isEverything()) {
      query.add("labelSelector=" + parameter(options.labels().toString()));
    }
    if (!options.fields().isEverything()) {
      query.add("fieldSelector=" + parameter(options.fields().toString()));
    }
    if (!options.resourceVersion().isEmpty()) {
      query.add("resourceVersion=" + parameter(options.resourceVersion()));
    }
    return query.toString();
  }

  static String parameter(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** In a path a blank is no plus sign. */
  private static String segment(String value) {
    return parameter(value).replace("+", "%20");
  }
}
