package io.binnacle.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.testing.ApiHttp;
import io.binnacle.testing.RecordedObjects;
import io.binnacle.testing.history.Action;
import io.binnacle.testing.history.Outcome;
import io.binnacle.testing.history.Outcome.Reason;
import io.binnacle.testing.history.Target;
import io.binnacle.testing.history.Version;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One of the servers of a cluster, as a client asks it. Safe for any thread. */
final class HttpTarget implements Target {
  private static final int PAGE = 5;

  private final ApiHttp server;
  private final List<ApiHttp> all;
  private final RecordedObjects objects;
  private final AtomicInteger lists = new AtomicInteger();

  /**
   * @param server the one that is asked
   * @param all of the cluster: any of them can go on with a list that another has begun
   */
  HttpTarget(ApiHttp server, List<ApiHttp> all, RecordedObjects objects) {
    this.server = server;
    this.all = all;
    this.objects = objects;
  }

  @Override
  public Outcome perform(Action action) {
    try {
      return switch (action) {
        case Action.Create(String key, String write) ->
            written(
                server.post(objects.path(), RecordedObjects.object(key, 0, write, 0).toString()));
        case Action.Increment(String key, long expected, String write, long count) ->
            written(
                server.put(
                    objects.path(key),
                    RecordedObjects.object(key, expected, write, count).toString()));
        case Action.Patch(String key, String write) ->
            written(server.patch(objects.path(key), "{\"data\":{\"write\":\"" + write + "\"}}"));
        case Action.Delete(String key, long expected) -> delete(key, expected);
        case Action.Get(String key) -> get(key);
        case Action.List list -> list(list);
      };
    } catch (UncheckedIOException e) {
      // Who was not even let in has not asked for anything.
      return e.getCause() instanceof ConnectException
          ? new Outcome.Refused(Reason.UNRELATED, "nobody listens")
          : new Outcome.Unknown(String.valueOf(e.getCause()));
    }
  }

  private Outcome delete(String key, long expected) {
    ApiHttp.Answer answer =
        server.delete(
            objects.path(key), "{\"preconditions\":{\"resourceVersion\":\"" + expected + "\"}}");
    return answer.status() == 200 ? new Outcome.Deleted() : failure(answer);
  }

  private Outcome get(String key) {
    ApiHttp.Answer answer = server.get(objects.path(key));
    if (answer.status() == 200) {
      return new Outcome.Read(Optional.of(RecordedObjects.version(answer.json())));
    }
    Outcome failure = failure(answer);
    return failure instanceof Outcome.Refused refused && refused.reason() == Reason.MISSING
        ? new Outcome.Read(Optional.empty())
        : failure;
  }

  private Outcome list(Action.List list) {
    int number = lists.incrementAndGet();
    String query =
        switch (list.freshness()) {
          case LATEST -> number % 2 == 0 ? "" : "limit=" + PAGE;
          case ANY -> "resourceVersion=0";
          case NOT_OLDER -> "resourceVersion=" + list.revision();
          case EXACT -> "resourceVersionMatch=Exact&resourceVersion=" + list.revision();
        };
    List<Version> versions = new ArrayList<>();
    ApiHttp.Answer answer = server.get(objects.path() + "?" + query);
    long revision = answer.status() == 200 ? RecordedObjects.revision(answer.json()) : 0;
    while (answer.status() == 200) {
      JsonNode page = answer.json();
      versions.addAll(RecordedObjects.versions(page));
      String more = page.at("/metadata/continue").asText();
      if (more.isEmpty()) {
        return new Outcome.Listed(revision, versions);
      }
      ApiHttp next = all.get((number + versions.size()) % all.size());
      answer = next.get(objects.path() + "?limit=" + PAGE + "&continue=" + more);
    }
    return failure(answer);
  }

  private static Outcome written(ApiHttp.Answer answer) {
    return answer.status() == 200 || answer.status() == 201
        ? new Outcome.Written(RecordedObjects.revision(answer.json()))
        : failure(answer);
  }

  private static Outcome failure(ApiHttp.Answer answer) {
    String message = answer.status() + " " + answer.body();
    if (answer.status() == 500 || answer.status() == 504) {
      return new Outcome.Unknown(message);
    }
    String reason = answer.text("/reason");
    boolean own = answer.text("/details/kind").equals("configmaps");
    return new Outcome.Refused(
        switch (own ? reason : "") {
          case "AlreadyExists" -> Reason.EXISTS;
          case "NotFound" -> Reason.MISSING;
          case "Conflict" -> Reason.CHANGED;
          default -> Reason.UNRELATED;
        },
        message);
  }
}
