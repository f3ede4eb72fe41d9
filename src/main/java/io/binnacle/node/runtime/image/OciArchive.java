package io.binnacle.node.runtime.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** An image of one layer as an OCI image layout in a tar archive, the form that runtimes import. */
final class OciArchive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  private OciArchive() {}

  /**
   * How a container of the image starts.
   *
   * @param entrypoint before the arguments; may be empty
   * @param command the default arguments; may be empty
   */
  record Start(List<String> entrypoint, List<String> command) {}

  static byte[] of(String name, Architecture architecture, Start start, Layer layer)
      throws IOException {
    byte[] tar = layer.toTar();
    byte[] blob = gzip(tar);
    byte[] config = config(architecture, start, digest(tar));
    byte[] manifest = manifest(config, blob);
    Layer archive =
        new Layer()
            .file("oci-layout", 0644, "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8))
            .file("index.json", 0644, index(name, architecture, manifest))
            .directory("blobs", 0755)
            .directory("blobs/sha256", 0755);
    for (byte[] content : List.of(config, manifest, blob)) {
      archive.file("blobs/sha256/" + digest(content), 0644, content);
    }
    return archive.toTar();
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private static byte[] config(Architecture architecture, Start start, String layer)
      throws IOException {
    ObjectNode config = JSON.createObjectNode();
    config.put("architecture", architecture.ociName()).put("os", "linux");
    config.put("created", "1970-01-01T00:00:00Z");
    ObjectNode run = config.putObject("config");
    run.putArray("Env").add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    if (!start.entrypoint().isEmpty()) {
      start.entrypoint().forEach(run.putArray("Entrypoint")::add);
    }
    if (!start.command().isEmpty()) {
      start.command().forEach(run.putArray("Cmd")::add);
    }
    config.putObject("rootfs").put("type", "layers").putArray("diff_ids").add("sha256:" + layer);
    return JSON.writeValueAsBytes(config);
  }

  private static byte[] manifest(byte[] config, byte[] layer) throws IOException {
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("schemaVersion", 2).put("mediaType", MANIFEST);
    manifest.set("config", descriptor(CONFIG, config));
    manifest.putArray("layers").add(descriptor(LAYER, layer));
    return JSON.writeValueAsBytes(manifest);
  }

  private static byte[] index(String name, Architecture architecture, byte[] manifest)
      throws IOException {
    ObjectNode index = JSON.createObjectNode();
    index.put("schemaVersion", 2);
    ObjectNode entry = descriptor(MANIFEST, manifest);
    entry.putObject("platform").put("architecture", architecture.ociName()).put("os", "linux");
    entry
        .putObject("annotations")
        .put("io.containerd.image.name", name)
        .put("org.opencontainers.image.ref.name", "latest");
    index.putArray("manifests").add(entry);
    return JSON.writeValueAsBytes(index);
  }

  private static ObjectNode descriptor(String mediaType, byte[] content) {
    return JSON.createObjectNode()
        .put("mediaType", mediaType)
        .put("digest", "sha256:" + digest(content))
        .put("size", content.length);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    }
    return compressed.toByteArray();
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
