package io.binnacle.scheduler.framework;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which taints pods tolerate, in terms of the model's types. */
public final class Tolerations {
  private Tolerations() {}

  /** Whether one of the tolerations tolerates the taint. */
  public static boolean tolerates(List<Toleration> tolerations, Taint taint) {
    if (tolerations.isEmpty()) {
      return false;
    }
    var plain =
        new io.binnacle.apimachinery.taints.Taint(
            text(taint.getKey()), text(taint.getValue()), text(taint.getEffect()));
    return tolerations.stream().anyMatch(toleration -> plain(toleration).tolerates(plain));
  }

  private static io.binnacle.apimachinery.taints.Toleration plain(Toleration toleration) {
    return new io.binnacle.apimachinery.taints.Toleration(
        text(toleration.getKey()),
        text(toleration.getOperator()),
        text(toleration.getValue()),
        text(toleration.getEffect()));
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
