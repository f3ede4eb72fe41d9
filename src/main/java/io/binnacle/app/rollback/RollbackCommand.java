package io.binnacle.app.rollback;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.client.https.HttpsApiClient;
import io.binnacle.client.https.KubeconfigLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code rollback NAMESPACE --to MOMENT [--dry-run]} with the administrator's kubeconfig. */
public final class RollbackCommand {
  private static final String USAGE =
      "rollback NAMESPACE --to RESOURCE-VERSION-OR-TIME [--dry-run]";

  private RollbackCommand() {}

  /** What the command line says. */
  record Arguments(String namespace, String to, boolean dryRun) {
    /** Empty where it says too little or too much. */
    static Optional<Arguments> parse(List<String> words) {
      List<String> rest = new ArrayList<>(words);
      boolean dryRun = rest.remove("--dry-run");
      int to = rest.indexOf("--to");
      if (to < 0 || rest.size() != 3 || to == 2) {
        return Optional.empty();
      }
      String moment = rest.remove(to + 1);
      rest.remove(to);
      return Optional.of(new Arguments(rest.getFirst(), moment, dryRun));
    }
  }

  /** Ends with status 1 and a line on standard error when something is wrong. */
  public static void main(String[] words) {
    // The launcher names the kubeconfig first.
    List<String> all = List.of(words);
    Optional<Arguments> arguments =
        all.isEmpty() ? Optional.empty() : Arguments.parse(all.subList(1, all.size()));
    if (arguments.isEmpty()) {
      System.err.println("binnacle: " + USAGE);
      System.exit(1);
      return;
    }
    try (VirtualThreadTimer timer = new VirtualThreadTimer("rollback");
        HttpsApiClient client =
            new HttpsApiClient(
                KubeconfigLoader.load(Path.of(all.getFirst())),
                "binnacle-rollback",
                Clock.systemUTC(),
                timer,
                HttpsApiClient.DEFAULT_IDLE_TIMEOUT)) {
      Arguments wanted = arguments.get();
      new NamespaceRollback(client, System.out::println)
          .run(wanted.namespace, wanted.to, wanted.dryRun);
    } catch (ApiException e) {
      System.err.println("binnacle: nothing was changed: " + e.getMessage());
      System.exit(1);
    }
  }
}
