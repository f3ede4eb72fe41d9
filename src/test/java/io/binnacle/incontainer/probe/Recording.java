package io.binnacle.incontainer.probe;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What happened to the tests' requests, in its order. Safe for any thread. */
@ApplicationScoped
public class Recording {
  /** Steps on the way of a write. */
  public enum Step {
    AUTHENTICATE,
    AUTHORIZE,
    DECODE,
    MUTATE,
    VALIDATE
  }

  private final List<Step> steps = new CopyOnWriteArrayList<>();

  void add(Step step) {
    steps.add(step);
  }

  /** Begins anew. */
  public void clear() {
    steps.clear();
  }

  public List<Step> steps() {
    return List.copyOf(steps);
  }
}
