package io.binnacle.controller.workload;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.controller.Parallel;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Does a thing to many in batches of one, two, four and so on as long as all of a batch succeed, so
 * that a thousand pods that quota refuses do not mean a thousand requests.
 */
public final class SlowStart {
  /**
   * What came of it.
   *
   * @param undone how many were refused or never tried
   */
  public record Outcome(int undone, List<ApiException> refusals) {
    public Outcome {
      refusals = List.copyOf(refusals);
    }
  }

  private SlowStart() {}

  public static <T> Outcome forEach(Executor executor, List<T> items, Consumer<T> action) {
    int done = 0;
    for (int batch = 1; done < items.size(); batch *= 2) {
      List<T> next = items.subList(done, Math.min(done + batch, items.size()));
      List<ApiException> refusals = Parallel.forEach(executor, next, action);
      done += next.size();
      if (!refusals.isEmpty()) {
        return new Outcome(items.size() - done + refusals.size(), refusals);
      }
    }
    return new Outcome(0, List.of());
  }
}
