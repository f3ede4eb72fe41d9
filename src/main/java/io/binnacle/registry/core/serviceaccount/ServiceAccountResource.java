package io.binnacle.registry.core.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.ServiceAccountTokenIssuer;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.table.Columns;
import io.binnacle.storage.ObjectStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;

/** The ServiceAccount kind, with its tokens. */
@Dependent
public final class ServiceAccountResource implements BuiltInResource {
  private final Provider<ServiceAccountTokenIssuer> issuer;
  private final ObjectStore store;
  private final Clock clock;

  @Inject
  public ServiceAccountResource(
      Provider<ServiceAccountTokenIssuer> issuer, ObjectStore store, Clock clock) {
    this.issuer = issuer;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "ServiceAccount", "serviceaccounts")
        .shortNames("sa")
        .subresource(
            new Subresource.Action(
                "token", TokenRequestAction.KIND, new TokenRequestAction(issuer, store, clock)))
        .columns(
            Columns.named()
                .text(
                    "Secrets",
                    "How many secrets it may use.",
                    o -> Integer.toString(o.tree().path("secrets").size()))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      keepNamesOnly(object);
    }

    @Override
    public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
      keepNamesOnly(object);
    }

    /** A reference to a secret is its name and nothing else. */
    private static void keepNamesOnly(ObjectNode object) {
      if (object.get("secrets") instanceof ArrayNode secrets) {
        for (int i = 0; i < secrets.size(); i++) {
          JsonNode name = secrets.get(i).path("name");
          ObjectNode reference = Json.object();
          if (name.isTextual()) {
            reference.set("name", name);
          }
          secrets.set(i, reference);
        }
      }
    }
  }
}
