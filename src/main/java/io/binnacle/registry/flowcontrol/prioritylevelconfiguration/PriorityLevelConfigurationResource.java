package io.binnacle.registry.flowcontrol.prioritylevelconfiguration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
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
      return PriorityLevelValidation.validate(object);
    }
  }
}
