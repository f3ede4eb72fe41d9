package io.binnacle.node.runtime.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptPackagesTest {
  @TempDir Path directory;
  private final List<String> calls = new ArrayList<>();

  /** An apt whose lists are as told; it downloads empty archives. */
  private final class Apt implements Commands {
    private final boolean hasLists;
    private final boolean canUpdate;

    Apt(boolean hasLists, boolean canUpdate) {
      this.hasLists = hasLists;
      this.canUpdate = canUpdate;
    }

    @Override
    public Result run(List<String> command, Map<String, String> environment, Duration timeout) {
      boolean privateLists = command.stream().anyMatch(word -> word.contains("Dir::State::lists"));
      String verb =
          command.stream()
              .filter(List.of("update", "install", "download", "dpkg-deb")::contains)
              .findFirst()
              .orElseThrow();
      calls.add(privateLists ? verb + " privately" : verb);
      return switch (verb) {
        case "update" -> new Result(canUpdate ? 0 : 100, "E: no network\n");
        case "install" ->
            hasLists || privateLists
                ? new Result(0, "Inst libfoo1 (1.0 Debian:12 [amd64])\nInst foo (1.0)\nConf foo\n")
                : new Result(100, "E: Unable to locate package foo\n");
        case "download" -> download(command);
        default -> new Result(0, "");
      };
    }

    private Result download(List<String> command) {
      try {
        for (String name : command.subList(command.indexOf("download") + 1, command.size())) {
          Files.createFile(Path.of(command.get(2), name + ".deb"));
        }
        return new Result(0, "");
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  private AptPackages packages(boolean hasLists, boolean canUpdate) {
    return new AptPackages(new Apt(hasLists, canUpdate), directory.resolve("work"));
  }

  @Test
  void unpacksPackagesWithWhatTheyNeed() throws Exception {
    assertThat(packages(true, true).unpack(List.of("foo"), directory))
        .containsExactlyInAnyOrder("foo", "libfoo1");
    assertThat(calls).containsExactly("install", "download", "dpkg-deb", "dpkg-deb");
    assertThat(directory.resolve("work")).doesNotExist();
  }

  @Test
  void readsListsOfItsOwnWhereTheMachineHasNone() throws Exception {
    packages(false, true).unpack(List.of("foo"), directory);

    assertThat(calls)
        .containsExactly(
            "install",
            "update privately",
            "install privately",
            "download privately",
            "dpkg-deb",
            "dpkg-deb");
  }

  @Test
  void saysWhyItCannot() {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> packages(false, false).unpack(List.of("foo"), directory))
        .withMessageContaining("E: no network");
  }
}
