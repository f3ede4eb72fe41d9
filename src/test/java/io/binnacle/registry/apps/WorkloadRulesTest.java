package io.binnacle.registry.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadRulesTest {
  @Test
  void noPartIsGreaterThanItsWhole() {
    ObjectNode status =
        Json.readTrusted("{\"replicas\":1,\"readyReplicas\":2,\"availableReplicas\":3}");
    List<FieldError> errors = new ArrayList<>();
    WorkloadRules.validateCounts(status, errors, "replicas", "readyReplicas");
    WorkloadRules.validateAvailable(status, "readyReplicas", errors);
    assertThat(Messages.of(errors))
        .containsExactly(
            "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas",
            "status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas");
  }

  @Test
  void collisionsOnlyGrow() {
    List<FieldError> errors = new ArrayList<>();
    WorkloadRules.validateCollisions(
        Json.readTrusted("{\"collisionCount\":1}"),
        Json.readTrusted("{\"collisionCount\":2}"),
        errors);
    assertThat(Messages.of(errors))
        .containsExactly("status.collisionCount: Invalid value: 1: cannot be decremented");
  }
}
