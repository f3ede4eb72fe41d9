package io.binnacle.registry.certificates;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The blocks of a PEM text. */
public final class PemBlocks {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private PemBlocks() {}

  /**
   * The contents of the blocks of a type; nothing where the text is no PEM, or has other blocks.
   *
   * @param base64 the text as JSON has it, in base64
   */
  public static List<byte[]> read(String base64, String type) {
    try {
      String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
      return readText(text, type);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** As {@link #read} for a text as it is. */
  public static List<byte[]> readText(String text, String type) {
    List<byte[]> blocks = new ArrayList<>();
    var matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (!matcher.group(1).equals(type)) {
        return List.of();
      }
      try {
        blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
      } catch (IllegalArgumentException e) {
        return List.of();
      }
    }
    return blocks;
  }
}
