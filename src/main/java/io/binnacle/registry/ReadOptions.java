package io.binnacle.registry;

import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;
import java.util.Optional;

/**
 * The options of a list or watch, as the query gives them; empty text where it does not.
 *
 * @param limit 0 for no limit
 * @param timeoutSeconds how long a watch stays open; 0 lets the server choose
 * @param at the moment that a list shall tell of, a resourceVersion or a time; empty for now
 */
public record ReadOptions(
    LabelSelector labels,
    FieldSelector fields,
    String resourceVersion,
    String resourceVersionMatch,
    int limit,
    String continueToken,
    boolean allowWatchBookmarks,
    Optional<Boolean> sendInitialEvents,
    int timeoutSeconds,
    String at) {

  public static ReadOptions all() {
    return new ReadOptions(
        LabelSelector.everything(),
        FieldSelector.everything(),
        "",
        "",
        0,
        "",
        false,
        Optional.empty(),
        0,
        "");
  }

  /** These options for the one object of a name, besides what they select by. */
  public ReadOptions forName(String name) {
    return new ReadOptions(
        labels,
        fields.and(FieldSelector.equal("metadata.name", name)),
        resourceVersion,
        resourceVersionMatch,
        limit,
        continueToken,
        allowWatchBookmarks,
        sendInitialEvents,
        timeoutSeconds,
        at);
  }
}
