package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The real kubectl as the cluster's administrator, in a namespace. */
final class Kubectl {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path program;
  private final ClusterHarness cluster;
  private final String namespace;

  private Kubectl(Path program, ClusterHarness cluster, String namespace) {
    this.program = program;
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /** The test is aborted where the machine has no kubectl and none can be fetched. */
  static Kubectl of(ClusterHarness cluster) {
    KubectlProgram.Search search = KubectlProgram.find();
    Assumptions.assumeTrue(search.program().isPresent(), search::problem);
    return new Kubectl(search.program().get(), cluster, "default");
  }

  Kubectl in(String other) {
    return new Kubectl(program, cluster, other);
  }

  /** The same with another program. */
  Kubectl with(Path other) {
    return new Kubectl(other, cluster, namespace);
  }

  /** Runs kubectl, which must succeed; gives what it printed. */
  String run(String... arguments) {
    return succeeding(attempt("", arguments));
  }

  /** Runs kubectl with a manifest as its standard input; it must succeed. */
  String feed(String manifest, String... arguments) {
    return succeeding(attempt(manifest, arguments));
  }

  /** Runs kubectl, however it ends. */
  Command.Result attempt(String input, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("--namespace", namespace));
    command.addAll(List.of(arguments));
    return Command.run(cluster.home(), environment(Map.of()), command, input, LIMIT);
  }

  /** {@code kubectl edit}, with a program in the place of the person who edits. */
  String edit(String editor, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--namespace", namespace));
    command.add("edit");
    command.addAll(List.of(arguments));
    Map<String, String> environment = environment(Map.of("KUBE_EDITOR", editor));
    return succeeding(Command.run(cluster.home(), environment, command, "", LIMIT));
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("KUBECONFIG", cluster.kubeconfig().toString());
    // What kubectl remembers of a server must not outlive the cluster.
    environment.put("KUBECACHEDIR", cluster.home().resolve("kube-cache").toString());
    return environment;
  }

  private static String succeeding(Command.Result result) {
    assertThat(result.succeeded()).as(result.toString()).isTrue();
    return result.output();
  }
}
