package io.binnacle.controller;

import io.binnacle.apimachinery.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Does a thing to many at a time: the server commits concurrent writes together. */
public final class Parallel {
  private Parallel() {}

  /**
   * Does it to each and waits for all; answers the refusals. Anything else that an action throws is
   * thrown on.
   */
  public static <T> List<ApiException> forEach(
      Executor executor, List<T> items, Consumer<T> action) {
    if (items.size() == 1) {
      return attempt(action, items.getFirst());
    }
    List<CompletableFuture<List<ApiException>>> attempts = new ArrayList<>();
    for (T item : items) {
      attempts.add(CompletableFuture.supplyAsync(() -> attempt(action, item), executor));
    }
    List<ApiException> refusals = new ArrayList<>();
    attempts.forEach(attempt -> refusals.addAll(attempt.join()));
    return refusals;
  }

  private static <T> List<ApiException> attempt(Consumer<T> action, T item) {
    try {
      action.accept(item);
      return List.of();
    } catch (ApiException e) {
      return List.of(e);
    }
  }
}
