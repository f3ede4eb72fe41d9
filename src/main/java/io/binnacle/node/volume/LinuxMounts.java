package io.binnacle.node.volume;

import io.binnacle.node.files.MountTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Mounts by the host's own commands. Needs root. */
public final class LinuxMounts implements HostMounts {
  private static final long COMMAND_TIMEOUT_SECONDS = 30;
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

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(COMMAND_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(command.getFirst() + " takes too long");
      }
      if (process.exitValue() != 0) {
        throw new IOException(command.getFirst() + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command.getFirst() + " was interrupted", e);
    } finally {
      process.destroy();
    }
  }
}
