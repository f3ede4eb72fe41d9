package io.binnacle.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicWriterTest {
  private static final Ownership NOBODYS = new Ownership(OptionalLong.empty(), false);

  @TempDir Path directory;
  private final AtomicWriter writer = new AtomicWriter(Clock.systemUTC());

  private static FileProjection file(String text) {
    return new FileProjection(text.getBytes(StandardCharsets.UTF_8), 0640);
  }

  @Test
  void filesChangeAllAtOnceAndOldOnesGo() throws IOException {
    Path volume = directory.resolve("volume");
    assertThat(writer.write(volume, Map.of("a", file("1"), "sub/b", file("2")), NOBODYS)).isTrue();
    assertThat(volume.resolve("a")).hasContent("1").isSymbolicLink();
    assertThat(volume.resolve("sub/b")).hasContent("2");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(volume.resolve("a"))))
        .isEqualTo("rw-r-----");
    Path before = volume.resolve("..data").toRealPath();

    assertThat(writer.write(volume, Map.of("a", file("1"), "sub/b", file("2")), NOBODYS))
        .as("nothing changed")
        .isFalse();
    assertThat(writer.write(volume, Map.of("a", file("3")), NOBODYS)).isTrue();

    assertThat(volume.resolve("a")).hasContent("3");
    assertThat(volume.resolve("sub")).doesNotExist();
    assertThat(before).doesNotExist();
  }

  @Test
  void aPathMustNotLeaveTheVolume() {
    assertThatThrownBy(
            () -> writer.write(directory.resolve("v"), Map.of("../evil", file("x")), NOBODYS))
        .isInstanceOf(VolumeException.class);
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void whatTheOwnerMayReadTheGroupOfTheVolumeMayRead() {
    assertThat(
            PosixFilePermissions.toString(
                new Ownership(OptionalLong.of(2000), false).permissions(0600)))
        .isEqualTo("rw-r-----");
  }
}
