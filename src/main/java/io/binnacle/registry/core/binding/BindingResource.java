package io.binnacle.registry.core.binding;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Verb;
import io.binnacle.registry.core.pod.PodBinding;
import io.binnacle.registry.generic.GuaranteedUpdate;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** The Binding kind: posting one assigns the pod of its name to a node. */
@Dependent
public final class BindingResource implements BuiltInResource {
  private final PodBinding binding;

  @Inject
  public BindingResource(GuaranteedUpdate updates, Clock clock) {
    this.binding = new PodBinding(updates, clock);
  }

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "Binding", "bindings")
        .verbs(Set.of(Verb.CREATE))
        .strategy(new Strategy(binding))
        .build();
  }

  private record Strategy(PodBinding binding) implements ResourceStrategy {
    @Override
    public Optional<VirtualCreation> virtualCreation() {
      return Optional.of((scope, document, options) ->
          binding.bind(
              new ObjectKey(scope.namespace(), document.at("/metadata/name").asText()),
              document,
              options.dryRun()));
    }
  }
}
