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

/**
 * Sends hostile requests one after the other and collects the answers that no client should get.
 */
final class HostileTraffic {
  private static final int MAX_FAILURES = 20;
  private static final JsonMapper JSON = new JsonMapper();

  private HostileTraffic() {}

  /**
   * Sends so many requests.
   *
   * @return what was answered wrongly, empty when nothing was
   */
  static List<String> send(ClusterConnection connection, String namespace, long seed, int count)
      throws IOException {
    HostileRequests requests =
        new HostileRequests(new Random(seed), connection.server().getAuthority(), namespace);
    List<String> failures = new ArrayList<>();
    try (RawHttp http = new RawHttp(connection)) {
      for (int sent = 0; sent < count && failures.size() < MAX_FAILURES; sent++) {
        Hostile request = requests.next();
        try {
          RawHttp.Answer answer = http.exchange(request.bytes(), request.bodiless());
          if (isWrong(answer)) {
            failures.add(
                request.line() + "\n=> " + answer.status() + " " + abridged(answer.body()));
          }
        } catch (IOException e) {
          failures.add(request.line() + "\n=> " + e);
          return failures;
        }
      }
    }
    return failures;
  }

  private static boolean isWrong(RawHttp.Answer answer) {
    String body = answer.body().toLowerCase(Locale.ROOT);
    boolean leaks = body.contains("<html") || body.contains("\tat ") || body.contains("exception:");
    return leaks || (answer.status() >= 500 && !isKubernetesOwn(answer));
  }

  /**
   * Kubernetes refuses a few malformed values, such as a resourceVersion that is no number, with a
   * Status of code 500 that has no reason, and one from the future with a time-out.
   */
  private static boolean isKubernetesOwn(RawHttp.Answer answer) {
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
