package io.binnacle.apiserver.resourcemetrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.proxy.TargetResolver;
import io.binnacle.storage.Snapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@code /stats/summary} of node agents, asked for at most once every few seconds a node,
 * however many clients want it. A node that does not answer has none.
 */
final class NodeSummaries {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient agents;
  private final TargetResolver resolver;
  private final Clock clock;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  private record Asked(Instant at, CompletableFuture<Optional<JsonNode>> answer) {}

  NodeSummaries(HttpClient agents, TargetResolver resolver, Clock clock) {
    this.agents = agents;
    this.resolver = resolver;
    this.clock = clock;
  }

  CompletableFuture<Optional<JsonNode>> of(Snapshot state, String node) {
    Instant now = clock.instant();
    return asked
        .compute(
            node,
            (name, known) ->
                known != null && known.at().plus(FRESH).isAfter(now)
                    ? known
                    : new Asked(now, ask(state, name)))
        .answer();
  }

  private CompletableFuture<Optional<JsonNode>> ask(Snapshot state, String node) {
    URI uri = URI.create(resolver.agent(state, node) + "/stats/summary");
    return agents
        .sendAsync(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.ofByteArray())
        .handle((answer, failure) -> {
          if (answer == null || answer.statusCode() != 200) {
            return Optional.empty();
          }
          try {
            return Optional.of(Json.read(answer.body()));
          } catch (IOException e) {
            return Optional.empty();
          }
        });
  }
}
