package io.binnacle.app.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollbackPlanTest {
  private final RollbackPlan plan = new RollbackPlan();

  private static ObjectNode object(String kind, String name, String version, String text) {
    ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", kind);
    object
        .putObject("metadata")
        .put("namespace", "shop")
        .put("name", name)
        .put("uid", "uid-" + name)
        .put("resourceVersion", version);
    object.putObject("spec").put("text", text);
    return object;
  }

  private List<String> steps() {
    return plan.steps().stream().map(RollbackPlan.Step::toString).toList();
  }

  @Test
  void whatIsAsItWasIsLeftAlone() {
    ObjectNode touched = object("ConfigMap", "touched", "9", "a");
    touched.putObject("status").put("seen", true);
    plan.add(
        List.of(object("ConfigMap", "same", "1", "a"), object("ConfigMap", "touched", "2", "a")),
        List.of(object("ConfigMap", "same", "1", "a"), touched));

    assertThat(steps()).isEmpty();
  }

  @Test
  void whatIsGoneIsMadeAnewWithoutItsOldIdentity() {
    plan.add(List.of(object("ConfigMap", "gone", "1", "a")), List.of());

    assertThat(steps()).containsExactly("Create ConfigMap gone");
    ObjectNode made = plan.steps().getFirst().object();
    assertThat(made.path("metadata").has("uid")).isFalse();
    assertThat(made.path("metadata").has("resourceVersion")).isFalse();
    assertThat(made.path("spec").path("text").asText()).isEqualTo("a");
  }

  @Test
  void whatChangedIsReplacedInTheVersionThatIsKnown() {
    ObjectNode past = object("Deployment", "web", "1", "a");
    past.withObjectProperty("metadata").put("uid", "an earlier one");
    plan.add(List.of(past), List.of(object("Deployment", "web", "5", "b")));

    assertThat(steps()).containsExactly("Update Deployment web");
    ObjectNode wish = plan.steps().getFirst().object();
    assertThat(wish.path("metadata").path("resourceVersion").asText()).isEqualTo("5");
    assertThat(wish.path("metadata").path("uid").asText()).isEqualTo("uid-web");
    assertThat(wish.path("spec").path("text").asText()).isEqualTo("a");
  }

  @Test
  void whatCameLaterGoesInTheVersionThatIsKnownAndLast() {
    plan.add(List.of(), List.of(object("ConfigMap", "late", "7", "a")));
    plan.add(List.of(object("Deployment", "web", "1", "a")), List.of());
    plan.add(List.of(object("ServiceAccount", "web", "1", "a")), List.of());

    assertThat(steps())
        .containsExactly(
            "Create ServiceAccount web", "Create Deployment web", "Delete ConfigMap late");
    ObjectNode item = (ObjectNode) plan.bundle().path("items").get(2);
    assertThat(item.path("operation").asText()).isEqualTo("Delete");
    assertThat(item.at("/object/metadata/resourceVersion").asText()).isEqualTo("7");
    assertThat(item.at("/object/metadata/uid").asText()).isEqualTo("uid-late");
    assertThat(item.path("object").has("spec")).isFalse();
  }

  @Test
  void whatOthersOwnOrWhatIsGoingIsNobodysWish() {
    ObjectNode owned = object("Pod", "web-1", "1", "a");
    owned.withObjectProperty("metadata").putArray("ownerReferences").addObject().put("name", "web");
    ObjectNode going = object("ConfigMap", "going", "2", "a");
    going.withObjectProperty("metadata").put("deletionTimestamp", "2026-11-23T00:00:00Z");
    plan.add(List.of(owned), List.of());
    plan.add(List.of(), List.of(owned.deepCopy(), going));

    assertThat(steps()).isEmpty();
  }

  @Test
  void whatIsBoundForGoodIsNotChanged() {
    plan.add(
        List.of(object("PersistentVolumeClaim", "data", "1", "unbound")),
        List.of(object("PersistentVolumeClaim", "data", "3", "bound")));

    assertThat(steps()).isEmpty();
  }

  @Test
  void argumentsAreUnderstoodInAnyOrder() {
    assertThat(RollbackCommand.Arguments.parse(List.of("shop", "--to", "7", "--dry-run")))
        .contains(new RollbackCommand.Arguments("shop", "7", true));
    assertThat(RollbackCommand.Arguments.parse(List.of("--to", "7", "shop")))
        .contains(new RollbackCommand.Arguments("shop", "7", false));
    for (List<String> wrong :
        List.of(
            List.<String>of(), List.of("shop"), List.of("shop", "--to"), List.of("--to", "7"))) {
      assertThat(RollbackCommand.Arguments.parse(wrong)).isEmpty();
    }
  }
}
