package io.binnacle.apiserver.encoding;

/**
 * How a client wants an answer.
 *
 * @param form the object itself or a transformation of it
 * @param encoding the syntax
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
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf");

    private final String mediaType;

    Encoding(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  private static final Representation JSON_OBJECT = object(Encoding.JSON);

  public static Representation json() {
    return JSON_OBJECT;
  }

  /** The object itself. */
  static Representation object(Encoding encoding) {
    return new Representation(Form.OBJECT, encoding, "v1");
  }

  /** The Content-Type of an answer. */
  public String contentType() {
    return encoding.mediaType();
  }
}
