package io.binnacle.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.binnacle.client.https.ClusterConnection;
import io.binnacle.e2e.HostileRequests.Hostile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends hostile requests, on each of some connections one after the other, and collects the answers
 * that no client should get.
 */
final class HostileTraffic {
  private static final int MAX_FAILURES = 20;

  /** Many requests wait for something, such as a version that is not there yet. */
  private static final int CONNECTIONS = 8;

  private static final JsonMapper JSON = new JsonMapper();

  /** What protobuf bodies begin with. */
  private static final String PROTOBUF = "k8s\0";

  private HostileTraffic() {}

  /**
   * Sends so many requests.
   *
   * @param routes those that the server's document tells
   * @return what was answered wrongly, empty when nothing was
   */
  static List<String> send(
      ClusterConnection connection,
      String namespace,
      List<HostileRequests.Route> routes,
      long seed,
      int count)
      throws IOException {
    List<Callable<List<String>>> connections = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      HostileRequests requests =
          new HostileRequests(
              new Random(seed + i), connection.server().getAuthority(), namespace, routes);
      int share = count / CONNECTIONS + (i < count % CONNECTIONS ? 1 : 0);
      connections.add(() -> send(connection, requests, share));
    }
    List<String> failures = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<String>> sent : executor.invokeAll(connections)) {
        failures.addAll(sent.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("the requests could not be sent", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return failures;
  }

  private static List<String> send(
      ClusterConnection connection, HostileRequests requests, int count) throws IOException {
    List<String> failures = new ArrayList<>();
    String before = "";
    try (RawHttp http = new RawHttp(connection)) {
      for (int sent = 0; sent < count && failures.size() < MAX_FAILURES; sent++) {
        Hostile request = requests.next();
        String told = request.line() + "\nwhich followed\n" + before + "\n=> ";
        before = request.line();
        try {
          RawHttp.Answer answer =
              http.exchange(request.bytes(), request.bodiless(), request.last());
          if (isContainersRefusal(request, answer)) {
            // A TRACE's body that it has not read would be the next request.
            http.reconnect();
          } else if (isWrong(answer) && !isOfNobody(request, answer)) {
            failures.add(told + answer.status() + " " + abridged(answer.body()));
          }
        } catch (IOException e) {
          failures.add(told + e);
          return failures;
        }
      }
    }
    return failures;
  }

  private static boolean isWrong(RawHttp.Answer answer) {
    String body = answer.body().toLowerCase(Locale.ROOT);
    boolean leaks =
        body.contains("<html")
            || body.contains("<h1")
            || body.contains("\tat ")
            || body.contains("exception:");
    return leaks || (answer.status() >= 500 && !isKubernetesOwn(answer));
  }

  /** Nothing is behind the service that requests are forwarded to, as Kubernetes tells by 503. */
  private static boolean isOfNobody(Hostile request, RawHttp.Answer answer) {
    return answer.status() == 503 && request.line().contains("/services/");
  }

  /**
   * Three things are refused before the application is asked, in the container's words, which
   * cannot be changed: an escape in the path that is none or a zero character, a path that
   * backslashes lead out of the application where the media type's charset is an opening quote
   * alone (the container fails on that once more when it asks for the page of errors), and a Host
   * header with a port that is none of ours.
   */
  private static boolean isContainersRefusal(Hostile request, RawHttp.Answer answer) {
    return (answer.status() == 400 && answer.body().startsWith("<H1>CWWWC0005I:"))
        || (answer.status() == 500
            && request.line().contains("\\")
            && answer.body().contains("out of bounds for length"))
        || (answer.status() == 404 && answer.body().contains("<p>404 page not found</p>"));
  }

  /**
   * Kubernetes refuses a few malformed values, such as a resourceVersion that is no number, with a
   * Status of code 500 that has no reason, and one from the future with a time-out.
   */
  private static boolean isKubernetesOwn(RawHttp.Answer answer) {
    if (answer.body().startsWith(PROTOBUF)) {
      return answer.status() == 500 && !answer.body().contains("InternalError");
    }
    try {
      JsonNode status = JSON.readTree(answer.body());
      return (answer.status() == 500 && status.path("message").isTextual() && !status.has("reason"))
          || (answer.status() == 504 && status.path("reason").asText().equals("Timeout"));
    } catch (IOException e) {
      return answer.body().contains("\nmessage: ") && !answer.body().contains("\nreason: ");
    }
  }

  private static String abridged(String body) {
    return body.length() > 500 ? body.substring(0, 500) + " …" : body;
  }
}
