package io.binnacle.node.runtime.image;

import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerRuntimeException.Reason;
import io.binnacle.node.runtime.containerd.ImageImport;
import io.binnacle.node.runtime.containerd.RuntimeTools;
import io.binnacle.node.runtime.cri.BuiltInImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The images {@code binnacle/pause} and {@code binnacle/busybox}, made from what is on the machine.
 * No registry is asked for them, whatever the pull policy: a pull makes sure that they are there.
 */
public final class OfflineImages implements BuiltInImages {
  /** What sandboxes run. */
  public static final String PAUSE = "docker.io/binnacle/pause:latest";

  /** A shell, the usual tools and a web server. */
  public static final String BUSYBOX = "docker.io/binnacle/busybox:latest";

  private static final List<String> DEFAULT_PREFIXES =
      List.of("docker.io/", "index.docker.io/", "registry-1.docker.io/");
  private static final byte[] PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      nobody:x:65534:65534:nobody:/nonexistent:/bin/false
      """
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GROUP =
      """
      root:x:0:
      nogroup:x:65534:
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final RuntimeTools tools;
  private final ImageImport importer;

  public OfflineImages(RuntimeTools tools, ImageImport importer) {
    this.tools = tools;
    this.importer = importer;
  }

  /** Makes sure that both are there: called once before the first sandbox starts. */
  public void provide(ContainerRuntime runtime) {
    runtime.pullImage(PAUSE, Optional.empty());
    runtime.pullImage(BUSYBOX, Optional.empty());
  }

  @Override
  public boolean contains(String reference) {
    String name = fullName(reference);
    return name.equals(PAUSE) || name.equals(BUSYBOX);
  }

  private static String fullName(String reference) {
    String name = reference;
    for (String prefix : DEFAULT_PREFIXES) {
      if (name.startsWith(prefix)) {
        name = name.substring(prefix.length());
        break;
      }
    }
    return "docker.io/" + (name.contains(":") || name.contains("@") ? name : name + ":latest");
  }

  @Override
  public void restore(String reference) {
    String name = fullName(reference);
    try {
      byte[] archive = name.equals(PAUSE) ? pause() : busybox();
      Path file = Files.createTempFile(importer.workDirectory(), "image", ".tar");
      try {
        Files.write(file, archive);
        importer.load(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw failure(name, failed.toString());
    }
  }

  private static byte[] pause() throws IOException {
    Architecture architecture = architecture(PAUSE);
    Layer layer = new Layer().file("pause", 0755, PauseProgram.executable(architecture));
    return OciArchive.of(
        PAUSE, architecture, new OciArchive.Start(List.of("/pause"), List.of()), layer);
  }

  private byte[] busybox() throws IOException {
    Path program =
        tools
            .staticBusybox()
            .orElseThrow(() -> failure(BUSYBOX, "the machine has no static busybox"));
    Layer layer = new Layer();
    for (String directory :
        List.of("bin", "dev", "etc", "home", "proc", "sbin", "sys", "usr", "usr/bin", "usr/sbin")) {
      layer.directory(directory, 0755);
    }
    layer.directory("var", 0755).directory("root", 0700);
    layer.directory("tmp", 01777).directory("var/tmp", 01777);
    layer.file("etc/passwd", 0644, PASSWD).file("etc/group", 0644, GROUP);
    layer.file("bin/busybox", 0755, Files.readAllBytes(program));
    for (String applet : applets(program)) {
      layer.link(applet, "/bin/busybox");
    }
    return OciArchive.of(
        BUSYBOX, architecture(BUSYBOX), new OciArchive.Start(List.of(), List.of("sh")), layer);
  }

  /** The paths at which a busybox expects its names, as it tells itself. */
  private static TreeSet<String> applets(Path program) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), "--list-full")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    String list = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(program + " does not list what it can do");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    TreeSet<String> applets = new TreeSet<>();
    list.lines()
        .map(String::strip)
        .filter(line -> line.matches("(usr/)?s?bin/[^/]+") && !line.equals("bin/busybox"))
        .forEach(applets::add);
    return applets;
  }

  private static Architecture architecture(String image) {
    return Architecture.current()
        .orElseThrow(() ->
            failure(
                image,
                "there is none for the processor "
                    + System.getProperty("os.arch").toLowerCase(Locale.ROOT)));
  }

  private static ContainerRuntimeException failure(String image, String reason) {
    return new ContainerRuntimeException(
        Reason.OTHER, "cannot make the image " + image + ": " + reason);
  }
}
