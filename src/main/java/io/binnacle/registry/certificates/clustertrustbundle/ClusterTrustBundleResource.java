package io.binnacle.registry.certificates.clustertrustbundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.certificates.PemBlocks;
import io.binnacle.registry.certificates.SignerNames;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ClusterTrustBundle kind (KEP-3257). */
@Dependent
public final class ClusterTrustBundleResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "certificates.k8s.io", "v1beta1", "ClusterTrustBundle", "clustertrustbundles")
        .alsoServed("v1alpha1")
        .clusterScoped()
        .selectableField("spec.signerName", o -> o.tree().at("/spec/signerName").asText())
        .columns(
            Columns.named()
                .text("SignerName", "Whose it is.", Columns.at("/spec/signerName"))
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    /** A signer's bundles carry its name; a slash cannot stand in a path. */
    @Override
    public List<String> validateName(String name, boolean isPrefix) {
      String rest = name.substring(name.lastIndexOf(':') + 1);
      return rest.isEmpty() && isPrefix ? List.of() : Names.dns1123Subdomain(rest, isPrefix);
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      String signer = object.at("/spec/signerName").asText();
      String name = object.at("/metadata/name").asText();
      FieldPath path = FieldPath.of("metadata", "name");
      if (signer.isEmpty()) {
        if (name.contains(":")) {
          errors.add(
              FieldError.invalid(
                  path,
                  name,
                  "ClusterTrustBundle without signer name must not have \":\" in its name"));
        }
      } else {
        SignerNames.validate(signer, SPEC.child("signerName"), errors);
        String prefix = signer.replace('/', ':') + ":";
        if (!name.startsWith(prefix)) {
          errors.add(
              FieldError.invalid(
                  path,
                  name,
                  "ClusterTrustBundle for signerName "
                      + signer
                      + " must be named with prefix "
                      + prefix));
        }
      }
      if (PemBlocks.readText(object.at("/spec/trustBundle").asText(), "CERTIFICATE").isEmpty()) {
        errors.add(
            FieldError.invalid(
                SPEC.child("trustBundle"),
                "<value omitted>",
                "at least one trust anchor must be provided"));
      }
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(
          object.at("/spec/signerName"),
          old.tree().at("/spec/signerName"),
          SPEC.child("signerName"),
          errors);
      return errors;
    }
  }
}
