package io.binnacle.registry.flowcontrol.prioritylevelconfiguration;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;

/** The queues of a priority level, of which each flow gets a hand. */
final class QueuingRules {
  private static final long MAX_QUEUES = 10_000_000;

  /** The bits of the hash that deals the hands. */
  private static final int MAX_BITS = 60;

  private QueuingRules() {}

  static void validate(JsonNode queuing, FieldPath path, List<FieldError> errors) {
    positive(queuing.path("queueLengthLimit"), path.child("queueLengthLimit"), errors);
    long queues = queuing.path("queues").asLong();
    if (positive(queuing.path("queues"), path.child("queues"), errors) && queues > MAX_QUEUES) {
      errors.add(
          FieldError.invalid(
              path.child("queues"), queues, "must not be greater than " + MAX_QUEUES));
    }
    long hand = queuing.path("handSize").asLong();
    FieldPath at = path.child("handSize");
    if (!positive(queuing.path("handSize"), at, errors)) {
      return;
    }
    if (hand > queues) {
      errors.add(
          FieldError.invalid(at, hand, "should not be greater than queues (" + queues + ")"));
    } else if (bits(queues, hand) > MAX_BITS) {
      errors.add(
          FieldError.invalid(
              at,
              hand,
              "required entropy bits of deckSize "
                  + queues
                  + " and handSize "
                  + hand
                  + " should not be greater than "
                  + MAX_BITS));
    }
  }

  private static double bits(long queues, long hand) {
    return Math.ceil(Math.log(queues) / Math.log(2) * hand);
  }

  private static boolean positive(JsonNode number, FieldPath path, List<FieldError> errors) {
    if (number.asLong() > 0) {
      return true;
    }
    errors.add(FieldError.invalid(path, number.asLong(), "must be positive"));
    return false;
  }
}
