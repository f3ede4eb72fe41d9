package io.binnacle.node.runtime.containerd;

import io.binnacle.node.files.FileTrees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The programs that running containers takes: those of the machine where it has them, else unpacked
 * from packages. Each unpacked program gets a small script in one directory that sets what the
 * program needs to run from its unusual place, so that this directory on the search path is all
 * that anybody must know.
 */
public final class RuntimeTools {
  private static final List<Path> SYSTEM_DIRECTORIES =
      Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
          .map(Path::of)
          .toList();
  private static final List<Path> CNI_DIRECTORIES =
      List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"), Path.of("/usr/libexec/cni"));

  /** A program and the package that has it. */
  private record Tool(String name, String packageName) {}

  private static final List<Tool> TOOLS =
      List.of(
          new Tool("containerd", "containerd"),
          new Tool("containerd-shim-runc-v2", "containerd"),
          new Tool("ctr", "containerd"),
          new Tool("runc", "runc"),
          new Tool("nft", "nftables"),
          new Tool("conntrack", "conntrack"),
          new Tool("ip", "iproute2"),
          // The CNI plug-in for host ports calls it.
          new Tool("iptables", "iptables"));
  private static final String CNI_PACKAGE = "containernetworking-plugins";
  private static final String BUSYBOX_PACKAGE = "busybox-static";

  /** File locks do not keep threads of one process apart. */
  private static final ReentrantLock UNPACKING = new ReentrantLock();

  private final Path packages;
  private final AptPackages apt;

  RuntimeTools(Path packages, AptPackages apt) {
    this.packages = packages;
    this.apt = apt;
  }

  /** The tools whose packages were unpacked below a directory earlier, or will be. */
  public static RuntimeTools below(Path packages) {
    return new RuntimeTools(
        packages, new AptPackages(new ProcessCommands(), packages.resolve("apt")));
  }

  /**
   * Unpacks the packages of what is missing; does nothing when all is there.
   *
   * @throws UnavailableException where the machine has no apt, or apt has no such package
   */
  public void complete() throws UnavailableException, IOException {
    if (missingPackages().isEmpty()) {
      return;
    }
    Files.createDirectories(packages);
    UNPACKING.lock();
    // Another server of this home, or of one that shares the packages, may be at it right now.
    try (FileChannel file =
            FileChannel.open(
                packages.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = file.lock()) {
      List<String> missing = missingPackages();
      if (held.isValid() && !missing.isEmpty()) {
        unpack(missing);
      }
    } finally {
      UNPACKING.unlock();
    }
  }

  private void unpack(List<String> missing) throws UnavailableException, IOException {
    if (locate("apt-get").isEmpty() || locate("dpkg-deb").isEmpty()) {
      throw new UnavailableException(
          "the machine lacks the packages "
              + String.join(", ", missing)
              + " and has no apt to fetch them with; install what they contain");
    }
    Path unpacking = packages.resolve("unpacking");
    FileTrees.delete(unpacking);
    Files.createDirectories(unpacking);
    Set<String> unpacked = apt.unpack(missing, unpacking);
    Path tree = packages.resolve("tree");
    merge(unpacking, tree);
    // Last, since programs are looked for among the scripts: what was broken off is done again.
    writeScripts(tree);
    Files.writeString(
        packages.resolve("unpacked"),
        String.join("\n", unpacked) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private List<String> missingPackages() throws IOException {
    Set<String> missing = new LinkedHashSet<>();
    for (Tool tool : TOOLS) {
      if (locate(tool.name()).isEmpty()) {
        missing.add(tool.packageName());
      }
    }
    if (cniDirectory().isEmpty()) {
      missing.add(CNI_PACKAGE);
    }
    if (staticBusybox().isEmpty()) {
      missing.add(BUSYBOX_PACKAGE);
    }
    return List.copyOf(missing);
  }

  /** A program of the machine or of the unpacked packages. */
  public Optional<Path> locate(String name) {
    return Stream.concat(SYSTEM_DIRECTORIES.stream(), Stream.of(scripts()))
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A program that {@link #complete()} made sure of. */
  Path require(String name) throws UnavailableException {
    return locate(name)
        .orElseThrow(
            () -> new UnavailableException("the machine lacks " + name + " and its package too"));
  }

  /** Where the CNI plug-ins are. */
  Optional<Path> cniDirectory() {
    return Stream.concat(CNI_DIRECTORIES.stream(), Stream.of(packages.resolve("tree/usr/lib/cni")))
        .filter(directory ->
            Stream.of("bridge", "host-local", "loopback", "portmap")
                .map(directory::resolve)
                .allMatch(Files::isExecutable))
        .findFirst();
  }

  /** A busybox that needs no library, for an image that has none. */
  public Optional<Path> staticBusybox() throws IOException {
    List<Path> candidates = new ArrayList<>();
    for (String place : List.of("bin/busybox", "usr/bin/busybox")) {
      candidates.add(Path.of("/").resolve(place));
      candidates.add(packages.resolve("tree").resolve(place));
    }
    for (Path candidate : candidates) {
      if (Files.isExecutable(candidate) && ElfFile.isStatic(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** The search path for programs that call others of these. */
  String searchPath() {
    Stream<Path> directories = Stream.concat(SYSTEM_DIRECTORIES.stream(), Stream.of(scripts()));
    return String.join(":", directories.map(Path::toString).toList());
  }

  private Path scripts() {
    return packages.resolve("bin");
  }

  private void writeScripts(Path tree) throws IOException {
    Files.createDirectories(scripts());
    String libraries = String.join(":", libraryDirectories(tree));
    for (String place : List.of("usr/bin", "usr/sbin", "bin", "sbin")) {
      Path directory = tree.resolve(place);
      if (Files.isDirectory(directory)) {
        try (Stream<Path> programs = Files.list(directory)) {
          for (Path program : programs.filter(Files::isExecutable).toList()) {
            writeScript(program.getFileName().toString(), program, List.of(), libraries);
          }
        }
      }
    }
    // The distribution makes these names when it configures the package.
    Path xtables = tree.resolve("usr/sbin/xtables-nft-multi");
    if (Files.isExecutable(xtables)) {
      for (String name : List.of("iptables", "ip6tables", "iptables-save", "iptables-restore")) {
        writeScript(name, xtables, List.of(name), libraries);
      }
    }
  }

  private static List<String> libraryDirectories(Path tree) throws IOException {
    List<String> directories = new ArrayList<>();
    for (String place : List.of("usr/lib", "lib")) {
      Path parent = tree.resolve(place);
      if (Files.isDirectory(parent)) {
        try (Stream<Path> children = Files.list(parent)) {
          children
              .filter(child -> child.getFileName().toString().endsWith("-linux-gnu"))
              .map(Path::toString)
              .forEach(directories::add);
        }
      }
    }
    return directories;
  }

  private void writeScript(String name, Path program, List<String> arguments, String libraries)
      throws IOException {
    StringBuilder script = new StringBuilder("#!/bin/sh\n");
    if (!libraries.isEmpty()) {
      script.append("export LD_LIBRARY_PATH=").append(quoted(libraries)).append('\n');
      for (String directory : libraries.split(":")) {
        Path extensions = Path.of(directory, "xtables");
        if (Files.isDirectory(extensions)) {
          script.append("export XTABLES_LIBDIR=").append(quoted(extensions.toString()));
          script.append('\n');
        }
      }
    }
    script.append("exec ").append(quoted(program.toString()));
    arguments.forEach(argument -> script.append(' ').append(argument));
    script.append(" \"$@\"\n");
    Path file = Files.createTempFile(scripts(), name, ".new");
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    // Running processes of a script that is replaced keep reading the old one.
    Files.move(file, scripts().resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Moves what was unpacked into the tree of earlier packages, file by file. */
  private static void merge(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file) && !Files.isSymbolicLink(file)) {
          Files.createDirectories(target);
        } else {
          Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    FileTrees.delete(from);
  }
}
