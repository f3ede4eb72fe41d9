package io.binnacle.apiserver.encoding;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;

/**
 * How a client wants an answer.
 *
 * @param form the object itself or a transformation of it
 * @param encoding JSON or YAML
 * @param version of the transformation, {@code v1} or {@code v1beta1}
 */
public record Representation(Form form, Encoding encoding, String version) {
  /** What is sent. */
  public enum Form {
    OBJECT,
    TABLE,
    PARTIAL_METADATA
  }

  /** In which syntax. */
  public enum Encoding {
    JSON("application/json"),
    YAML("application/yaml");

    private final String mediaType;

    Encoding(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  private static final Representation JSON_OBJECT =
      new Representation(Form.OBJECT, Encoding.JSON, "v1");

  private static final Representation YAML_OBJECT =
      new Representation(Form.OBJECT, Encoding.YAML, "v1");

  public static Representation json() {
    return JSON_OBJECT;
  }

  /**
   * The first representation of the header that the server can make.
   *
   * @throws ApiException NotAcceptable where there is none
   */
  public static Representation negotiate(String accept) {
    for (AcceptHeader.Clause clause : AcceptHeader.parse(accept)) {
      Encoding encoding = encoding(clause);
      if (encoding == null) {
        continue;
      }
      String version = clause.parameter("v");
      boolean knownVersion =
          clause.parameter("g").equals("meta.k8s.io")
              && (version.equals("v1") || version.equals("v1beta1"));
      switch (clause.as()) {
        case "" -> {
          return encoding == Encoding.JSON ? JSON_OBJECT : YAML_OBJECT;
        }
        case "Table" -> {
          if (knownVersion) {
            return new Representation(Form.TABLE, encoding, version);
          }
        }
        case "PartialObjectMetadata", "PartialObjectMetadataList" -> {
          if (knownVersion) {
            return new Representation(Form.PARTIAL_METADATA, encoding, version);
          }
        }
        default -> {
          // A representation this server does not know: the next clause may name one.
        }
      }
    }
    throw ApiException.of(
        StatusReason.NOT_ACCEPTABLE,
        "only the following media types are accepted: application/json, application/yaml");
  }

  /** The syntax for a Status: YAML where the client prefers it, otherwise JSON. */
  public static Representation forError(String accept) {
    for (AcceptHeader.Clause clause : AcceptHeader.parse(accept)) {
      Encoding encoding = encoding(clause);
      if (encoding != null) {
        return encoding == Encoding.JSON ? JSON_OBJECT : YAML_OBJECT;
      }
    }
    return JSON_OBJECT;
  }

  private static @org.jspecify.annotations.Nullable Encoding encoding(AcceptHeader.Clause clause) {
    if (clause.accepts("application/json")) {
      return Encoding.JSON;
    }
    return clause.accepts("application/yaml") ? Encoding.YAML : null;
  }

  /** The Content-Type of an answer. */
  public String contentType() {
    return encoding.mediaType();
  }
}
