package io.binnacle.registry.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.TableColumn;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The Event kind of the core group. */
@Dependent
public final class EventResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    ResourceDefinition.Builder builder =
        ResourceDefinition.builder("", "v1", "Event", "events")
            .shortNames("ev")
            .columns(EventTable.columns())
            .strategy(new Strategy());
    for (String field :
        List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")) {
      builder.selectableField("involvedObject." + field, event -> involved(event, field));
    }
    return builder
        .selectableField("reason", event -> event.tree().path("reason").asText())
        .selectableField(
            "reportingComponent", event -> event.tree().path("reportingComponent").asText())
        .selectableField("source", EventResource::source)
        .selectableField("type", event -> event.tree().path("type").asText())
        .build();
  }

  private static String involved(ApiObject event, String field) {
    return event.tree().path("involvedObject").path(field).asText();
  }

  private static String source(ApiObject event) {
    String component = event.tree().at("/source/component").asText();
    return component.isEmpty() ? event.tree().path("reportingComponent").asText() : component;
  }

  /** What kubectl shows. */
  private static final class EventTable {
    private EventTable() {}

    static List<TableColumn> columns() {
      return Columns.unnamed()
          .timed("Last Seen", "When it was last seen.", false, EventTable::lastSeen)
          .text("Type", "Normal or Warning.", e -> e.tree().path("type").asText())
          .text("Reason", "Why it came, for programs.", e -> e.tree().path("reason").asText())
          .text("Object", "What it is about.", EventTable::object)
          .wide("Subobject", "The part it is about.", e -> involved(e, "fieldPath"))
          .wide("Source", "Who reported it.", EventTable::sourceWithHost)
          .text(
              "Message",
              "What happened, for people.",
              e -> e.tree().path("message").asText().strip())
          .timed("First Seen", "When it was first seen.", true, EventTable::firstSeen)
          .wide("Count", "How often it was seen.", EventTable::count)
          .wideName()
          .build();
    }

    private static Object object(ApiObject event) {
      String kind = involved(event, "kind").toLowerCase(Locale.ROOT);
      String name = involved(event, "name");
      return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static Object sourceWithHost(ApiObject event) {
      String host = event.tree().at("/source/host").asText();
      return host.isEmpty() ? source(event) : source(event) + ", " + host;
    }

    private static String firstSeen(ApiObject event, Instant now) {
      JsonNode first = event.tree().path("firstTimestamp");
      return Columns.since(first.isTextual() ? first : event.tree().path("eventTime"), now);
    }

    private static String lastSeen(ApiObject event, Instant now) {
      JsonNode series = event.tree().at("/series/lastObservedTime");
      JsonNode last = series.isTextual() ? series : event.tree().path("lastTimestamp");
      return last.isTextual() ? Columns.since(last, now) : firstSeen(event, now);
    }

    private static Object count(ApiObject event) {
      JsonNode series = event.tree().at("/series/count");
      int count = series.isNumber() ? series.asInt() : event.tree().path("count").asInt();
      return count == 0 ? 1 : count;
    }
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public boolean allowsCreateOnUpdate() {
      return true;
    }

    /** These fields are never absent in Kubernetes' own form, whatever their value. */
    @Override
    public void applyDefaults(ObjectNode object) {
      Trees.child(object, "involvedObject");
      Trees.child(object, "source");
      for (String time : List.of("firstTimestamp", "lastTimestamp", "eventTime")) {
        if (!object.has(time)) {
          object.putNull(time);
        }
      }
      for (String text : List.of("reportingComponent", "reportingInstance")) {
        if (!object.hasNonNull(text)) {
          object.put(text, "");
        }
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      String namespace = object.at("/metadata/namespace").asText();
      String involved = object.at("/involvedObject/namespace").asText();
      // Events about cluster-scoped objects live in the namespace "default".
      boolean clusterScoped = involved.isEmpty() && namespace.equals("default");
      if (!involved.equals(namespace) && !clusterScoped) {
        errors.add(
            FieldError.invalid(
                FieldPath.of("involvedObject", "namespace"),
                involved,
                "does not match event.namespace"));
      }
      if (object.path("eventTime").isTextual()) {
        validateNewStyle(object, errors);
      }
      return errors;
    }

    private static void validateNewStyle(ObjectNode object, List<FieldError> errors) {
      FieldPath component = FieldPath.of("reportingComponent");
      String reporter = object.path("reportingComponent").asText();
      FieldChecks.required(object.path("reportingComponent"), component, errors);
      FieldChecks.invalid(reporter, LabelValidation.qualifiedName(reporter), component, errors);
      for (String field : List.of("reportingInstance", "action", "reason")) {
        FieldChecks.required(object.path(field), FieldPath.of(field), errors);
      }
    }
  }
}
