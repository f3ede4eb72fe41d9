package io.binnacle.testing.history;

import io.binnacle.testing.history.Action.Freshness;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A client that does one thing after the other, each at a target drawn at random, and records what
 * it was told. What goes wrong is recorded like everything else; nothing is tried again. For one
 * thread.
 */
public final class RandomClient {
  private static final String COUNTER = "counter-";
  private static final String THING = "thing-";
  private static final int COUNTERS = 4;
  private static final int THINGS = 12;

  private final int number;
  private final List<? extends Target> targets;
  private final Random random;
  private final Recorder recorder;
  private int operations;

  /** A revision that was the newest some time ago. */
  private long remembered = 1;

  public RandomClient(
      int number, List<? extends Target> targets, Random random, Recorder recorder) {
    this.number = number;
    this.targets = targets;
    this.random = random;
    this.recorder = recorder;
  }

  /** Whether such clients make objects of that name. */
  public static boolean isOwn(String key) {
    return key.startsWith(COUNTER) || key.startsWith(THING);
  }

  /** Makes what is counted up and never deleted; one client does, before all others begin. */
  public void createCounters() {
    for (int counter = 0; counter < COUNTERS; counter++) {
      perform(new Action.Create(COUNTER + counter, write()));
    }
  }

  /** Does something; false when the store could not be reached. */
  public boolean step() {
    String counter = COUNTER + random.nextInt(COUNTERS);
    String thing = THING + random.nextInt(THINGS);
    int draw = random.nextInt(100);
    if (draw < 35) {
      return increment(counter);
    } else if (draw < 47) {
      return reached(perform(new Action.Create(thing, write())));
    } else if (draw < 55) {
      return increment(thing);
    } else if (draw < 63) {
      return reached(perform(new Action.Patch(random.nextBoolean() ? thing : counter, write())));
    } else if (draw < 74) {
      return delete(thing);
    } else if (draw < 80) {
      return reached(perform(new Action.Get(counter)));
    }
    return list();
  }

  private boolean increment(String key) {
    Outcome read = perform(new Action.Get(key));
    if (!(read instanceof Outcome.Read(Optional<Version> current)) || current.isEmpty()) {
      return reached(read);
    }
    Version version = current.get();
    return reached(
        perform(new Action.Increment(key, version.revision(), write(), version.count() + 1)));
  }

  private boolean delete(String key) {
    Outcome read = perform(new Action.Get(key));
    if (!(read instanceof Outcome.Read(Optional<Version> current)) || current.isEmpty()) {
      return reached(read);
    }
    return reached(perform(new Action.Delete(key, current.get().revision())));
  }

  private boolean list() {
    Freshness freshness = Freshness.values()[random.nextInt(Freshness.values().length)];
    Outcome outcome = perform(new Action.List(freshness, remembered));
    if (outcome instanceof Outcome.Listed listed && random.nextBoolean()) {
      remembered = Math.max(remembered, listed.revision());
    }
    return reached(outcome);
  }

  private String write() {
    return number + "-" + operations;
  }

  private Outcome perform(Action action) {
    int target = random.nextInt(targets.size());
    String by = "client " + number + ", operation " + operations++ + ", server " + target;
    long invoked = System.nanoTime();
    Outcome outcome = targets.get(target).perform(action);
    recorder.add(new Operation(by, action, invoked, System.nanoTime(), outcome));
    return outcome;
  }

  private static boolean reached(Outcome outcome) {
    return !(outcome instanceof Outcome.Unknown)
        && !(outcome instanceof Outcome.Refused refused
            && refused.reason() == Outcome.Reason.UNRELATED);
  }
}
