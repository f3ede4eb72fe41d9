package io.binnacle.registry.flowcontrol.prioritylevelconfiguration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The PriorityLevelConfiguration kind (KEP-1040). */
@Dependent
public final class PriorityLevelConfigurationResource implements BuiltInResource {
  private static final String QUEUING = "/spec/limited/limitResponse/queuing";

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "flowcontrol.apiserver.k8s.io",
            "v1",
            "PriorityLevelConfiguration",
            "prioritylevelconfigurations")
        .clusterScoped()
        .status()
        .columns(
            Columns.named()
                .text("Type", "Whether it limits.", Columns.at("/spec/type"))
                .text(
                    "NominalConcurrencyShares",
                    "Its share of the seats.",
                    o -> orNone(o, "/spec/limited/nominalConcurrencyShares"))
                .text("Queues", "How many queues it has.", o -> orNone(o, QUEUING + "/queues"))
                .text("HandSize", "How many a flow may use.", o -> orNone(o, QUEUING + "/handSize"))
                .text(
                    "QueueLengthLimit",
                    "How many requests may wait in one.",
                    o -> orNone(o, QUEUING + "/queueLengthLimit"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object orNone(ApiObject level, String pointer) {
    JsonNode number = level.tree().at(pointer);
    return number.isNumber() ? (Object) number.asLong() : "<none>";
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int SHARES = 30;
    private static final int QUEUES = 64;
    private static final int HAND = 8;
    private static final int LENGTH = 50;

    @Override
    public void applyDefaults(ObjectNode object) {
      if (object.at("/spec/exempt") instanceof ObjectNode exempt) {
        Trees.defaultNumber(exempt, "nominalConcurrencyShares", 0);
        Trees.defaultNumber(exempt, "lendablePercent", 0);
      }
      if (object.at("/spec/limited") instanceof ObjectNode limited) {
        Trees.defaultNumber(limited, "nominalConcurrencyShares", SHARES);
        Trees.defaultNumber(limited, "lendablePercent", 0);
        if (limited.at("/limitResponse/queuing") instanceof ObjectNode queuing) {
          Trees.defaultNonZero(queuing, "queues", QUEUES);
          Trees.defaultNonZero(queuing, "handSize", HAND);
          Trees.defaultNonZero(queuing, "queueLengthLimit", LENGTH);
        }
      }
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      boolean limited = spec.path("limited").isObject();
      String type = spec.path("type").asText();
      if (object.at("/metadata/name").asText().equals("exempt") != type.equals("Exempt")) {
        errors.add(
            FieldError.invalid(
                SPEC.child("type"), type, "type must be 'Exempt' if and only if name is 'exempt'"));
      }
      switch (type) {
        case "Exempt" -> {
          if (limited) {
            errors.add(
                FieldError.forbidden(
                    SPEC.child("limited"), "must be nil if the type is not Limited"));
          }
        }
        case "Limited" -> {
          if (spec.path("exempt").isObject()) {
            errors.add(
                FieldError.forbidden(SPEC.child("exempt"), "must be nil if the type is Limited"));
          }
          if (limited) {
            validateLimited(spec.path("limited"), SPEC.child("limited"), errors);
          } else {
            errors.add(
                FieldError.required(
                    SPEC.child("limited"), "must not be empty when type is Limited"));
          }
        }
        default ->
            errors.add(
                FieldError.notSupported(SPEC.child("type"), type, List.of("Exempt", "Limited")));
      }
      return errors;
    }

    private static void validateLimited(JsonNode limited, FieldPath path, List<FieldError> errors) {
      FieldChecks.nonNegative(
          limited.path("nominalConcurrencyShares"), path.child("nominalConcurrencyShares"), errors);
      FieldChecks.between(
          limited.path("lendablePercent"), 0, 100, path.child("lendablePercent"), errors);
      FieldPath response = path.child("limitResponse");
      JsonNode type = limited.at("/limitResponse/type");
      JsonNode queuing = limited.at("/limitResponse/queuing");
      FieldPath at = response.child("queuing");
      switch (type.asText()) {
        case "Reject" -> {
          if (queuing.isObject()) {
            errors.add(
                FieldError.forbidden(
                    at, "must be nil if limited.limitResponse.type is not Limited"));
          }
        }
        case "Queue" -> {
          if (!queuing.isObject()) {
            errors.add(
                FieldError.required(
                    at, "must not be empty if limited.limitResponse.type is Limited"));
          } else {
            QueuingRules.validate(queuing, at, errors);
          }
        }
        default ->
            errors.add(
                FieldError.notSupported(
                    response.child("type"), type.asText(), List.of("Queue", "Reject")));
      }
    }
  }
}
