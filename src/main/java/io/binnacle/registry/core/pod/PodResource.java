package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.core.JsonPointer;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.Registry;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Verb;
import io.binnacle.registry.generic.GuaranteedUpdate;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.util.Set;
import java.util.function.Function;

/** The Pod kind. */
@Dependent
public final class PodResource implements BuiltInResource {
  private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");
  private static final Set<Verb> STREAM = Set.of(Verb.CREATE, Verb.GET);

  private final PodBinding binding;
  private final PodEviction eviction;

  @Inject
  public PodResource(GuaranteedUpdate updates, Clock clock, Provider<Registry> registry) {
    this.binding = new PodBinding(updates, clock);
    this.eviction = new PodEviction(registry, updates, clock);
  }

  @Override
  public ResourceDefinition definition() {
    ResourceDefinition.Builder builder =
        ResourceDefinition.builder("", "v1", "Pod", "pods")
            .shortNames("po")
            .categories("all")
            .status()
            .columns(PodTable.columns())
            .strategy(new PodStrategy());
    selectableFields(builder);
    subresources(builder);
    return builder.build();
  }

  private static void selectableFields(ResourceDefinition.Builder builder) {
    builder
        .selectableField("spec.nodeName", text("/spec/nodeName"))
        .selectableField("spec.host", text("/spec/nodeName"))
        .selectableField("spec.restartPolicy", text("/spec/restartPolicy"))
        .selectableField("spec.schedulerName", text("/spec/schedulerName"))
        .selectableField("spec.serviceAccountName", text("/spec/serviceAccountName"))
        .selectableField(
            "spec.hostNetwork",
            pod -> Boolean.toString(pod.tree().at("/spec/hostNetwork").asBoolean()))
        .selectableField("status.phase", text("/status/phase"))
        .selectableField("status.podIP", text("/status/podIP"))
        .selectableField("status.podIPs", text("/status/podIPs/0/ip"))
        .selectableField("status.nominatedNodeName", text("/status/nominatedNodeName"));
  }

  /** Read for every change of every pod: where to look is worked out once. */
  private static Function<ApiObject, String> text(String pointer) {
    JsonPointer place = JsonPointer.compile(pointer);
    return pod -> pod.tree().at(place).asText();
  }

  private void subresources(ResourceDefinition.Builder builder) {
    builder.subresource(
        new Subresource.Part(
            "resize", POD, Set.of(Verb.GET, Verb.PATCH, Verb.UPDATE), new PodResize()));
    builder
        .subresource(
            new Subresource.Action(
                "binding",
                PodBinding.KIND,
                (_, pod, document, options) -> binding.bind(pod.key(), document, options.dryRun())))
        .subresource(new Subresource.Action("eviction", PodEviction.KIND, eviction))
        .subresource(
            new Subresource.Part(
                "ephemeralcontainers",
                POD,
                Set.of(Verb.GET, Verb.PATCH, Verb.UPDATE),
                new EphemeralContainers()))
        .subresource(new Subresource.Connect("log", POD, Set.of(Verb.GET)))
        .subresource(new Subresource.Connect("exec", options("PodExecOptions"), STREAM))
        .subresource(new Subresource.Connect("attach", options("PodAttachOptions"), STREAM))
        .subresource(
            new Subresource.Connect("portforward", options("PodPortForwardOptions"), STREAM))
        .subresource(
            new Subresource.Connect(
                "proxy",
                options("PodProxyOptions"),
                Set.of(Verb.CREATE, Verb.DELETE, Verb.GET, Verb.PATCH, Verb.UPDATE)));
  }

  private static GroupVersionKind options(String kind) {
    return new GroupVersionKind("", "v1", kind);
  }
}
