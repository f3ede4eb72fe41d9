package io.binnacle.apimachinery.managedfields;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusCause;
import io.binnacle.apimachinery.errors.StatusReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields that an apply would change and others own, by owner. */
record Conflicts(Map<ManagerKey, FieldSet> byOwner) {
  private static final String REASON = "FieldManagerConflict";

  private static final Comparator<ManagerKey> ORDER =
      Comparator.comparing(ManagerKey::manager)
          .thenComparing(ManagerKey::operation)
          .thenComparing(ManagerKey::apiVersion)
          .thenComparing(ManagerKey::subresource);

  Conflicts {
    Map<ManagerKey, FieldSet> sorted = new TreeMap<>(ORDER);
    sorted.putAll(byOwner);
    byOwner = sorted;
  }

  boolean isEmpty() {
    return byOwner.isEmpty();
  }

  /** Without the conflicts over these fields. */
  Conflicts without(FieldSet fields) {
    Map<ManagerKey, FieldSet> rest = new TreeMap<>(ORDER);
    byOwner.forEach((owner, set) -> {
      FieldSet left = set.difference(fields);
      if (!left.isEmpty()) {
        rest.put(owner, left);
      }
    });
    return new Conflicts(rest);
  }

  ApiException toException() {
    List<StatusCause> causes = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    byOwner.forEach((owner, fields) -> {
      text.append(text.isEmpty() ? "" : "\n").append("conflicts with ");
      text.append(owner.describe()).append(':');
      fields.forEach(path -> {
        text.append("\n- ").append(FieldSet.text(path));
        causes.add(
            new StatusCause(REASON, "conflict with " + owner.describe(), FieldSet.text(path)));
      });
    });
    String message =
        causes.size() == 1
            ? "Apply failed with 1 conflict: "
                + causes.getFirst().message()
                + ": "
                + causes.getFirst().field()
            : "Apply failed with " + causes.size() + " conflicts: " + text;
    return ApiException.of(StatusReason.CONFLICT, message, null, "", causes);
  }
}
