package io.binnacle.node.container;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The hash of what a container must be replaced for when it changes: name and image. */
public final class ContainerHash {
  private ContainerHash() {}

  public static String of(Container container) {
    CRC32C crc = new CRC32C();
    crc.update(
        (container.getName() + "\0" + container.getImage()).getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
