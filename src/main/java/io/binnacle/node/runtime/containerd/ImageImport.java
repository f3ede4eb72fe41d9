package io.binnacle.node.runtime.containerd;

import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerRuntimeException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Puts images from archives into this containerd, where the CRI finds them. */
public final class ImageImport {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final ContainerdSettings settings;
  private final RuntimeTools tools;
  private final Commands commands;

  ImageImport(ContainerdSettings settings, RuntimeTools tools, Commands commands) {
    this.settings = settings;
    this.tools = tools;
    this.commands = commands;
  }

  /** Imports all images of an OCI archive under the names that it gives them. */
  public void load(Path archive) {
    try {
      String snapshotter = new MachineProbe(commands).snapshotter(settings.directory());
      Commands.Result result =
          commands.run(
              TIMEOUT,
              tools.require("ctr").toString(),
              "--address",
              settings.socket().toString(),
              "--namespace",
              "k8s.io",
              "images",
              "import",
              "--snapshotter",
              snapshotter,
              archive.toString());
      if (!result.succeeded()) {
        throw failure(archive, result.lastLines(2));
      }
    } catch (UnavailableException missing) {
      throw failure(archive, missing.reason());
    } catch (IOException failed) {
      throw failure(archive, failed.toString());
    }
  }

  private static ContainerRuntimeException failure(Path archive, String reason) {
    return new ContainerRuntimeException(
        Reason.OTHER, "cannot import the image " + archive.getFileName() + ": " + reason);
  }

  /** A place for archives on their way. */
  public Path workDirectory() throws IOException {
    return Files.createDirectories(settings.directory().resolve("import"));
  }
}
