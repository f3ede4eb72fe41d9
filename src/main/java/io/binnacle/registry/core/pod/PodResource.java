package io.binnacle.registry.core.pod;

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
        .selectableField("spec.nodeName", pod -> text(pod, "/spec/nodeName"))
        .selectableField("spec.host", pod -> text(pod, "/spec/nodeName"))
        .selectableField("spec.restartPolicy", pod -> text(pod, "/spec/restartPolicy"))
        .selectableField("spec.schedulerName", pod -> text(pod, "/spec/schedulerName"))
        .selectableField("spec.serviceAccountName", pod -> text(pod, "/spec/serviceAccountName"))
        .selectableField(
            "spec.hostNetwork",
            pod -> Boolean.toString(pod.tree().at("/spec/hostNetwork").asBoolean()))
        .selectableField("status.phase", pod -> text(pod, "/status/phase"))
        .selectableField("status.podIP", pod -> text(pod, "/status/podIP"))
        .selectableField("status.podIPs", pod -> text(pod, "/status/podIPs/0/ip"))
        .selectableField("status.nominatedNodeName", pod -> text(pod, "/status/nominatedNodeName"));
  }

  private static String text(ApiObject pod, String pointer) {
    return pod.tree().at(pointer).asText();
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
