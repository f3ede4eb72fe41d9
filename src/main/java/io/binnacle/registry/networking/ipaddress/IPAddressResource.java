package io.binnacle.registry.networking.ipaddress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The IPAddress kind: an address that something has (KEP-1880). */
@Dependent
public final class IPAddressResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("networking.k8s.io", "v1", "IPAddress", "ipaddresses")
        .alsoServed("v1beta1")
        .clusterScoped()
        .shortNames("ip")
        .selectableField("spec.parentRef.group", o -> parent(o, "group"))
        .selectableField("spec.parentRef.resource", o -> parent(o, "resource"))
        .selectableField("spec.parentRef.namespace", o -> parent(o, "namespace"))
        .selectableField("spec.parentRef.name", o -> parent(o, "name"))
        .columns(
            Columns.named()
                .text("ParentRef", "What has it.", IPAddressResource::shown)
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static String parent(ApiObject address, String field) {
    return address.tree().at("/spec/parentRef").path(field).asText();
  }

  private static Object shown(ApiObject address) {
    String group = parent(address, "group");
    String namespace = parent(address, "namespace");
    return parent(address, "resource")
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + (namespace.isEmpty() ? "" : namespace + "/")
        + parent(address, "name");
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath PARENT = FieldPath.of("spec", "parentRef");

    @Override
    public List<String> validateName(String name, boolean isPrefix) {
      return IpAddresses.check(name);
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode parent = object.at("/spec/parentRef");
      if (!parent.isObject()) {
        errors.add(FieldError.required(PARENT, ""));
        return errors;
      }
      FieldChecks.required(parent.path("resource"), PARENT.child("resource"), errors);
      FieldChecks.required(parent.path("name"), PARENT.child("name"), errors);
      String group = parent.path("group").asText();
      if (!group.isEmpty()) {
        FieldChecks.invalid(
            group, Names.dns1123Subdomain(group, false), PARENT.child("group"), errors);
      }
      for (String field : List.of("resource", "namespace", "name")) {
        String value = parent.path(field).asText();
        FieldChecks.invalid(value, Names.pathSegment(value, false), PARENT.child(field), errors);
      }
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(
          object.at("/spec/parentRef"), old.tree().at("/spec/parentRef"), PARENT, errors);
      return errors;
    }
  }
}
