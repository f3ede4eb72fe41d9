package io.binnacle.storage.postgres;

import io.binnacle.testing.history.Action;
import io.binnacle.testing.history.Change;
import io.binnacle.testing.history.History;
import io.binnacle.testing.history.Operation;
import io.binnacle.testing.history.Outcome;
import io.binnacle.testing.history.WatchStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a replica lagged that was promoted then. What a client was told meanwhile may be lost, which
 * the checker would find: what is left of a history without it must be flawless nevertheless.
 */
final class LossWindow {
  private final long begun = System.nanoTime();
  private long promoted = Long.MAX_VALUE;
  private long noticed = Long.MAX_VALUE;

  /** From here on whoever reads the newest state, or writes, does so on the new primary. */
  void promoted() {
    promoted = System.nanoTime();
  }

  /** From here on nobody is told of what is lost any more. */
  void noticed() {
    noticed = System.nanoTime();
  }

  /** The newest revision that the replica had. */
  static long kept(History told, long epochRevision) {
    return told.log().stream()
        .mapToLong(Change::revision)
        .filter(revision -> revision <= epochRevision)
        .max()
        .orElse(0);
  }

  private static boolean isLost(long revision, long kept, long epochRevision) {
    return revision > kept && revision < epochRevision;
  }

  /** The writes that were acknowledged and are lost. */
  static List<Operation> lost(History told, long epochRevision) {
    long kept = kept(told, epochRevision);
    return told.operations().stream()
        .filter(operation ->
            operation.outcome() instanceof Outcome.Written(long revision)
                && isLost(revision, kept, epochRevision))
        .toList();
  }

  /** The watches that told of something lost and, as if nothing had been, of what came after it. */
  static List<WatchStream> acrossTheLoss(History told, long epochRevision) {
    long kept = kept(told, epochRevision);
    return told.streams().stream()
        .filter(stream ->
            Stream.concat(
                    Stream.of(stream.after()),
                    stream.signals().stream().map(WatchStream.Signal::revision))
                .anyMatch(revision -> isLost(revision, kept, epochRevision)))
        .filter(stream ->
            stream.signals().stream().anyMatch(signal -> signal.revision() >= epochRevision))
        .toList();
  }

  /** What was told, without what may have been told of what is lost. */
  History without(History told, long epochRevision) {
    long kept = kept(told, epochRevision);
    return new History(
        told.log(),
        told.operations().stream().flatMap(operation -> weaker(operation, kept).stream()).toList(),
        told.streams().stream()
            .filter(stream -> !isLost(stream.after(), kept, epochRevision))
            .map(stream ->
                new WatchStream(
                    stream.by(),
                    stream.after(),
                    stream.signals().stream()
                        .filter(signal -> !isLost(signal.revision(), kept, epochRevision))
                        .toList()))
            .toList());
  }

  private Optional<Operation> weaker(Operation operation, long kept) {
    if (!isInDoubt(operation)) {
      return Optional.of(operation);
    }
    return switch (operation.outcome()) {
      case Outcome.Written(long revision) when revision <= kept -> Optional.of(operation);
      case Outcome.Written written -> Optional.of(perhaps(operation));
      case Outcome.Deleted deleted -> Optional.of(perhaps(operation));
      case Outcome.Unknown unknown -> Optional.of(operation);
      case Outcome.Refused refused -> Optional.of(refusedForNoReason(operation));
      case Outcome.Read read -> Optional.empty();
      case Outcome.Listed listed -> Optional.empty();
    };
  }

  private boolean isInDoubt(Operation operation) {
    boolean fresh =
        !(operation.action() instanceof Action.List list)
            || list.freshness() == Action.Freshness.LATEST;
    return operation.returned() > begun && operation.invoked() < (fresh ? promoted : noticed);
  }

  private static Operation perhaps(Operation operation) {
    return with(operation, new Outcome.Unknown("may be lost"));
  }

  /** It took no effect, but what it was told may be of what is lost. */
  private static Operation refusedForNoReason(Operation operation) {
    return with(operation, new Outcome.Refused(Outcome.Reason.UNRELATED, "may be lost"));
  }

  private static Operation with(Operation operation, Outcome outcome) {
    return new Operation(
        operation.by(), operation.action(), operation.invoked(), operation.returned(), outcome);
  }
}
