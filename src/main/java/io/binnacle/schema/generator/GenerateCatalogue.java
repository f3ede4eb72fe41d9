package io.binnacle.schema.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.binnacle.apimachinery.runtime.Json;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The program that the build runs: {@code GenerateCatalogue <exceptions file> <classes folder>}. It
 * does nothing when what it would write is newer than what it would read.
 */
public final class GenerateCatalogue {
  private static final String SOURCES = "io/kubernetes/client/proto/";
  private static final String OUTPUT = "io/binnacle/schema/catalogue/";

  private GenerateCatalogue() {}

  /** Runs in the build's own process: failures are exceptions, it never exits. */
  public static void main(String[] arguments)
      throws IOException, ReflectiveOperationException, URISyntaxException {
    Path exceptionsFile = Path.of(arguments[0]);
    Path classes = Path.of(arguments[1]);
    Path output = classes.resolve(OUTPUT);
    Path stamp = output.resolve("kinds.json");
    URL sources = sourcesJar();
    if (Files.exists(stamp)
        && Files.getLastModifiedTime(stamp)
                .compareTo(newest(exceptionsFile, classes, jarFile(sources)))
            > 0) {
      return;
    }
    SourceComments comments = new SourceComments();
    List<Descriptor> messages = read(sources, comments);
    JsonNode exceptions = Json.read(Files.readAllBytes(exceptionsFile));
    CatalogueGenerator generator = new CatalogueGenerator(comments, new Models(), exceptions);
    generator.addAll(messages);
    generator.addModelsWithoutMessage();
    write(output, "", generator.schemas());
    write(output, "descriptions/", generator.descriptions());
    Files.write(stamp, Json.write(generator.kinds()));
  }

  private static URL sourcesJar() {
    URL resource = V1Pod.class.getResource("/" + SOURCES + "Meta.java");
    if (resource == null) {
      throw new IllegalStateException("the sources of the protobuf messages are not there");
    }
    return resource;
  }

  private static Path jarFile(URL entry) throws IOException, URISyntaxException {
    JarURLConnection connection = (JarURLConnection) entry.openConnection();
    return Path.of(connection.getJarFileURL().toURI());
  }

  private static FileTime newest(Path exceptions, Path classes, Path sources)
      throws IOException, URISyntaxException {
    URI models = V1Pod.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    List<Path> inputs = new ArrayList<>(List.of(exceptions, sources, Path.of(models)));
    String own = GenerateCatalogue.class.getPackageName().replace('.', '/');
    try (Stream<Path> files = Files.list(classes.resolve(own))) {
      files.forEach(inputs::add);
    }
    FileTime newest = FileTime.fromMillis(0);
    for (Path input : inputs) {
      FileTime time = Files.getLastModifiedTime(input);
      newest = time.compareTo(newest) > 0 ? time : newest;
    }
    return newest;
  }

  private static List<Descriptor> read(URL sources, SourceComments comments)
      throws IOException, ReflectiveOperationException, URISyntaxException {
    List<Descriptor> messages = new ArrayList<>();
    try (JarFile jar = new JarFile(jarFile(sources).toFile())) {
      List<JarEntry> entries =
          jar.stream()
              .filter(entry -> entry.getName().startsWith(SOURCES) && !entry.isDirectory())
              .sorted(Comparator.comparing(JarEntry::getName))
              .toList();
      for (JarEntry entry : entries) {
        try (BufferedReader text =
            new BufferedReader(
                new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
          comments.read(text);
        }
        String className = entry.getName().replace(".java", "").replace('/', '.');
        messages.addAll(descriptor(className).getMessageTypes());
      }
    }
    return messages;
  }

  private static FileDescriptor descriptor(String className) throws ReflectiveOperationException {
    return (FileDescriptor) Class.forName(className).getMethod("getDescriptor").invoke(null);
  }

  private static void write(Path output, String folder, Map<String, ObjectNode> files)
      throws IOException {
    Files.createDirectories(output.resolve(folder));
    for (Map.Entry<String, ObjectNode> file : files.entrySet()) {
      Files.write(output.resolve(folder + file.getKey() + ".json"), Json.write(file.getValue()));
    }
  }
}
