package io.binnacle.node.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.binnacle.node.runtime.logs.LogOptions.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerLogReaderTest {
  private static final String LOG =
      """
      2026-11-22T10:00:00.1Z stdout F one
      2026-11-22T10:00:01.000000002Z stderr F two
      2026-11-22T10:00:02Z stdout P thr
      2026-11-22T10:00:02.5Z stdout F ee
      not an entry
      2026-11-22T10:00:03Z stdout F\s
      2026-11-22T10:00:04+01:00 stdout F five
      """;

  @TempDir Path directory;
  private Path log;

  /** What happens each time that the reader has caught up; at the end of it the container ends. */
  private final Deque<Step> steps = new ArrayDeque<>();

  private interface Step {
    void run() throws IOException;
  }

  @BeforeEach
  void write() throws IOException {
    log = Files.writeString(directory.resolve("0.log"), LOG);
  }

  static Stream<Arguments> options() {
    return Stream.of(
        Arguments.of("all", once(), "one\ntwo\nthree\n\nfive\n"),
        Arguments.of("last line", tail(1), "five\n"),
        Arguments.of("an empty line is one", tail(2), "\nfive\n"),
        Arguments.of("a line of two parts is one", tail(4), "three\n\nfive\n"),
        Arguments.of("no line", tail(0), ""),
        Arguments.of("more than there are", tail(100), "one\ntwo\nthree\n\nfive\n"),
        Arguments.of("since", since("2026-11-22T10:00:02Z"), "three\n\nfive\n"),
        Arguments.of(
            "since within a second",
            since("2026-11-22T10:00:01.000000002Z"),
            "two\nthree\n\nfive\n"),
        Arguments.of("limit", limit(6), "one\ntw"),
        Arguments.of("stdout", streams(Streams.STDOUT), "one\nthree\n\nfive\n"),
        Arguments.of("stderr", streams(Streams.STDERR), "two\n"),
        Arguments.of(
            "timestamps",
            with(false, "", 4, -1, true, Streams.ALL),
            "2026-11-22T10:00:02Z three\n2026-11-22T10:00:03Z \n2026-11-22T10:00:04+01:00 five\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void selects(String name, LogOptions options, String expected) throws IOException {
    assertThat(read(options)).isEqualTo(expected);
  }

  @Test
  void findsTheTailAcrossBlocks() throws IOException {
    String line = "x".repeat(5000);
    List<String> lines =
        IntStream.range(0, 200).mapToObj(n -> "2026-11-22T10:00:00Z stdout F " + n + line).toList();
    Files.write(log, lines);

    assertThat(read(tail(3))).isEqualTo("197" + line + "\n198" + line + "\n199" + line + "\n");
    assertThat(read(once()).lines()).hasSize(200);
  }

  @Test
  void countsALineThatIsNotEndedYet() throws IOException {
    append("2026-11-22T10:00:05Z stdout P six");

    assertThat(read(tail(1))).isEqualTo("six");
    assertThat(read(tail(2))).isEqualTo("five\nsix");
  }

  @Test
  void followsUntilTheContainerHasEnded() throws IOException {
    steps.add(() -> append("2026-11-22T10:00:05Z stdout F six"));
    steps.add(() -> append("2026-11-22T10:00:05Z stdout P sev"));
    steps.add(() -> append("2026-11-22T10:00:05Z stdout F en"));
    steps.add(() -> {});

    assertThat(read(with(true, "", 1, -1, false, Streams.ALL))).isEqualTo("five\nsix\nseven\n");
  }

  @Test
  void followsAnEntryThatIsWrittenInPieces() throws IOException {
    steps.add(() -> appendRaw("2026-11-22T10:00:05Z std"));
    steps.add(() -> appendRaw("out F six\n"));

    assertThat(read(with(true, "", 0, -1, false, Streams.ALL))).isEqualTo("six\n");
  }

  @Test
  void goesAlongWhenTheLogIsRotated() throws IOException {
    steps.add(() -> {
      append("2026-11-22T10:00:05Z stdout F six");
      Files.move(log, directory.resolve("0.log.old"));
    });
    steps.add(() -> Files.writeString(log, "2026-11-22T10:00:06Z stdout F seven\n"));
    steps.add(() -> append("2026-11-22T10:00:07Z stdout F eight"));

    assertThat(read(with(true, "", 0, -1, false, Streams.ALL))).isEqualTo("six\nseven\neight\n");
  }

  @Test
  void beginsAnewWhenTheLogIsCut() throws IOException {
    steps.add(() -> Files.writeString(log, "2026-11-22T10:00:06Z stdout F new\n"));

    assertThat(read(with(true, "", 0, -1, false, Streams.ALL))).isEqualTo("new\n");
  }

  @Test
  void saysThatThereIsNoLog() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() ->
            new ContainerLogReader(idle -> {})
                .read(
                    directory.resolve("1.log"), once(), new ByteArrayOutputStream(), () -> false));
  }

  private String read(LogOptions options) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    boolean[] running = {true};
    ContainerLogReader reader = new ContainerLogReader(idle -> {});
    reader.read(
        log,
        options,
        output,
        () -> {
          Step step = steps.poll();
          try {
            if (step == null) {
              running[0] = false;
            } else {
              step.run();
            }
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
          return running[0];
        });
    return output.toString(StandardCharsets.UTF_8);
  }

  private void append(String entry) throws IOException {
    appendRaw(entry + "\n");
  }

  private void appendRaw(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.APPEND);
  }

  private static LogOptions once() {
    return LogOptions.EVERYTHING;
  }

  private static LogOptions tail(long lines) {
    return with(false, "", lines, -1, false, Streams.ALL);
  }

  private static LogOptions since(String time) {
    return with(false, time, -1, -1, false, Streams.ALL);
  }

  private static LogOptions limit(long bytes) {
    return with(false, "", -1, bytes, false, Streams.ALL);
  }

  private static LogOptions streams(Streams streams) {
    return with(false, "", -1, -1, false, streams);
  }

  private static LogOptions with(
      boolean follow, String since, long tail, long limit, boolean timestamps, Streams streams) {
    return new LogOptions(
        follow,
        since.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(since)),
        tail < 0 ? OptionalLong.empty() : OptionalLong.of(tail),
        limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit),
        timestamps,
        streams);
  }
}
