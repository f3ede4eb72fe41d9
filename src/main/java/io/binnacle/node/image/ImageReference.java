package io.binnacle.node.image;

/** The name of an image, as it is written in a pod and as registries know it. */
public final class ImageReference {
  private static final String DEFAULT_REGISTRY = "docker.io";

  private ImageReference() {}

  /** With registry, path and tag written out: {@code docker.io/library/nginx:latest}. */
  public static String normalize(String image) {
    String name = image;
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean hasRegistry = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (!hasRegistry) {
      name = DEFAULT_REGISTRY + "/" + (slash < 0 ? "library/" : "") + name;
    }
    if (name.contains("@")) {
      return name;
    }
    boolean tagged = name.lastIndexOf(':') > name.lastIndexOf('/');
    return tagged ? name : name + ":latest";
  }

  /** The host (and port) of the registry. */
  public static String registry(String image) {
    String normal = normalize(image);
    return normal.substring(0, normal.indexOf('/'));
  }

  /** Registry and path, without tag and digest. */
  public static String repository(String image) {
    String normal = normalize(image);
    int at = normal.indexOf('@');
    String name = at < 0 ? normal : normal.substring(0, at);
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
  }

  /** Whether the newest image is meant: no digest, and no tag or the tag {@code latest}. */
  public static boolean isLatest(String image) {
    return normalize(image).endsWith(":latest");
  }

  /** Whether the image comes with the agent and no registry has it. */
  public static boolean isBuiltIn(String image) {
    return normalize(image).startsWith(DEFAULT_REGISTRY + "/binnacle/");
  }
}
