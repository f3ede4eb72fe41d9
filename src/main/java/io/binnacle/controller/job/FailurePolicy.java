package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a failed pod means for its job (KEP-3329). */
final class FailurePolicy {
  /** What follows from a failed pod. */
  enum Action {
    COUNT,
    IGNORE,
    FAIL_INDEX,
    FAIL_JOB
  }

  /**
   * The rule that a pod matches.
   *
   * @param message why, for people
   */
  record Match(Action action, String message) {}

  private static final Match COUNTED = new Match(Action.COUNT, "");

  private final JsonNode rules;

  FailurePolicy(JobSpec spec) {
    this.rules = spec.tree().path("podFailurePolicy").path("rules");
  }

  /** The first rule that matches decides; where none does the failure counts. */
  Match match(ApiObject pod) {
    if (!Pods.phase(pod).equals("Failed")) {
      return COUNTED;
    }
    int index = 0;
    for (JsonNode rule : rules) {
      Optional<String> reason = reason(rule, pod);
      if (reason.isPresent()) {
        String name = rule.path("action").asText();
        return new Match(
            action(name), "%s matching %s rule at index %d".formatted(reason.get(), name, index));
      }
      index++;
    }
    return COUNTED;
  }

  private static Action action(String name) {
    return switch (name) {
      case "Ignore" -> Action.IGNORE;
      case "FailIndex" -> Action.FAIL_INDEX;
      case "FailJob" -> Action.FAIL_JOB;
      default -> Action.COUNT;
    };
  }

  private static Optional<String> reason(JsonNode rule, ApiObject pod) {
    JsonNode codes = rule.path("onExitCodes");
    return codes.isObject()
        ? exitCode(codes, pod)
        : podCondition(rule.path("onPodConditions"), pod);
  }

  private static Optional<String> exitCode(JsonNode codes, ApiObject pod) {
    String only = codes.path("containerName").asText();
    for (JsonNode status : containers(pod)) {
      String name = status.path("name").asText();
      int code = status.path("state").path("terminated").path("exitCode").asInt();
      boolean asked = only.isEmpty() || only.equals(name);
      // A container that did well is not why the pod failed.
      if (asked && code != 0 && matches(codes, code)) {
        return Optional.of(
            "Container %s for pod %s failed with exit code %d".formatted(name, pod.key(), code));
      }
    }
    return Optional.empty();
  }

  private static List<JsonNode> containers(ApiObject pod) {
    List<JsonNode> statuses = new ArrayList<>();
    JsonNode status = pod.tree().path("status");
    status.path("containerStatuses").forEach(statuses::add);
    status.path("initContainerStatuses").forEach(statuses::add);
    return statuses;
  }

  private static boolean matches(JsonNode codes, int code) {
    boolean listed = codes.path("values").valueStream().anyMatch(value -> value.asInt() == code);
    return codes.path("operator").asText().equals("In") == listed;
  }

  private static Optional<String> podCondition(JsonNode patterns, ApiObject pod) {
    for (JsonNode pattern : patterns) {
      String type = pattern.path("type").asText();
      String status = Pods.condition(pod, type).path("status").asText();
      if (status.equals(pattern.path("status").asText("True"))) {
        return Optional.of("Pod %s has condition %s".formatted(pod.key(), type));
      }
    }
    return Optional.empty();
  }
}
