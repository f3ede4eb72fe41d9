package io.binnacle.node.volume;

import io.binnacle.node.files.MountTable;
import io.binnacle.process.CommandException;
import io.binnacle.process.CommandRunner;
import io.binnacle.process.ProcessCommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Mounts by the host's own commands. Needs root. */
public final class LinuxMounts implements HostMounts {
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(30);

  private final CommandRunner commands =
      new ProcessCommandRunner(List.of(), Map.of(), COMMAND_TIMEOUT);
  private final boolean root;

  public LinuxMounts() {
    this.root = "root".equals(System.getProperty("user.name"));
  }

  @Override
  public boolean isPossible() {
    return root;
  }

  @Override
  public void mountTmpfs(Path directory, long sizeBytes) throws IOException {
    List<String> command = new ArrayList<>(List.of("mount", "-t", "tmpfs"));
    if (sizeBytes > 0) {
      command.addAll(List.of("-o", "size=" + sizeBytes));
    }
    command.addAll(List.of("tmpfs", directory.toString()));
    run(command);
  }

  @Override
  public void bind(Path source, Path place) throws IOException {
    run(List.of("mount", "--bind", source.toString(), place.toString()));
  }

  @Override
  public void unmount(Path directory) throws IOException {
    run(List.of("umount", directory.toString()));
  }

  @Override
  public List<Path> below(Path directory) throws IOException {
    return MountTable.below(directory);
  }

  private void run(List<String> command) throws IOException {
    try {
      CommandRunner.Result result = commands.run(command, "");
      if (!result.succeeded()) {
        throw new IOException(command.getFirst() + ": " + result.errors().strip());
      }
    } catch (CommandException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
