package io.binnacle.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.binnacle.node.environment.ContainerConfigException;
import io.binnacle.node.model.PodDirectories;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubPathsTest {
  private static final SubPaths.Use USE = new SubPaths.Use("u1", "c", 0);

  @TempDir Path root;
  private Path volume;
  private Path outside;
  private final HardLinks mounts = new HardLinks();

  /** Shows a file at a second place by a hard link, which is the same file as a mount is. */
  private static final class HardLinks implements HostMounts {
    private final List<Path> mounted = new ArrayList<>();
    private Path swapped;

    @Override
    public boolean isPossible() {
      return true;
    }

    @Override
    public void mountTmpfs(Path directory, long sizeBytes) {
      throw new IllegalStateException();
    }

    @Override
    public void bind(Path source, Path place) throws IOException {
      Files.delete(place);
      Files.createLink(place, swapped == null ? source : swapped);
      mounted.add(place);
    }

    @Override
    public void unmount(Path directory) throws IOException {
      mounted.remove(directory);
      Files.delete(directory);
      Files.createFile(directory);
    }

    @Override
    public List<Path> below(Path directory) {
      return mounted.stream().filter(place -> place.startsWith(directory)).toList();
    }
  }

  @BeforeEach
  void makeFiles() throws IOException {
    volume = Files.createDirectories(root.resolve("volume"));
    outside = Files.writeString(root.resolve("outside"), "secret");
    Files.createDirectories(volume.resolve("a/b"));
    Files.writeString(volume.resolve("a/b/file"), "mine");
    Files.createSymbolicLink(volume.resolve("inside"), Path.of("a"));
    Files.createSymbolicLink(volume.resolve("escape"), root);
  }

  private Path place(String subPath) throws IOException {
    return new SubPaths(new PodDirectories(root), mounts).ofWritable(volume, subPath, USE);
  }

  @Test
  void theRuntimeIsGivenAPlaceThatContainersDoNotSee() throws IOException {
    for (String subPath : List.of("a/b/file", "inside/b/file", "a/b/file")) {
      Path place = place(subPath);

      assertThat(place).isEqualTo(root.resolve("pods/u1/volume-subpaths/c/0")).hasContent("mine");
      assertThat(mounts.mounted).containsExactly(place);
    }
  }

  @Test
  void aLinkThatLeadsOutIsRefused() {
    assertThatExceptionOfType(ContainerConfigException.class)
        .isThrownBy(() -> place("escape/outside"));
    assertThatExceptionOfType(ContainerConfigException.class).isThrownBy(() -> place("../outside"));
    assertThat(mounts.mounted).isEmpty();
  }

  @Test
  void whatIsSwappedAfterTheCheckIsNotedAndUnmounted() {
    mounts.swapped = outside;

    assertThatExceptionOfType(ContainerConfigException.class).isThrownBy(() -> place("a/b/file"));
    assertThat(mounts.mounted).isEmpty();
  }

  @Test
  void whatIsMissingIsMadeWithThePermissionsOfTheVolume() throws IOException {
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rwxrwx---");
    Files.setPosixFilePermissions(volume, permissions);

    BasicFileAttributes made = walk("inside-new/x/y").orElseThrow();

    assertThat(made.isDirectory()).isTrue();
    assertThat(Files.getPosixFilePermissions(volume.resolve("inside-new/x")))
        .isEqualTo(permissions);
    try (Stream<Path> all = Files.list(volume)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("a", "inside", "escape", "inside-new");
    }
  }

  @Test
  void nothingIsMadeThroughALinkThatWasPutThereSince() throws IOException {
    assertThat(walk("escape/made/below")).isEmpty();
    assertThat(root.resolve("made")).doesNotExist();
  }

  private Optional<BasicFileAttributes> walk(String relative) throws IOException {
    try (DirectoryStream<Path> opened = Files.newDirectoryStream(volume)) {
      return new SafeWalk(volume, (SecureDirectoryStream<Path>) opened).to(Path.of(relative));
    }
  }
}
