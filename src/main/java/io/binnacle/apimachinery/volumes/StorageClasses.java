package io.binnacle.apimachinery.volumes;

import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What storage classes say. */
public final class StorageClasses {
  public static final String IS_DEFAULT = "storageclass.kubernetes.io/is-default-class";
  private static final String IS_DEFAULT_BETA = "storageclass.beta.kubernetes.io/is-default-class";

  /** The provisioner of classes whose volumes are made by hand. */
  private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

  private StorageClasses() {}

  /** The default class: of several the newest, so that a change of the default works at once. */
  public static Optional<ApiObject> defaultOf(Collection<ApiObject> classes) {
    return classes.stream()
        .filter(StorageClasses::isDefault)
        .min(
            Comparator.comparing(
                    (ApiObject found) -> found.creationTimestamp().orElse(Instant.MIN),
                    Comparator.reverseOrder())
                .thenComparing(ApiObject::name));
  }

  private static boolean isDefault(ApiObject storageClass) {
    return isTrue(storageClass, IS_DEFAULT) || isTrue(storageClass, IS_DEFAULT_BETA);
  }

  private static boolean isTrue(ApiObject object, String annotation) {
    return object.annotations().getOrDefault(annotation, "").equals("true");
  }

  /** Whether claims of the class are bound where their first pod is to run. */
  public static boolean waitsForConsumer(ApiObject storageClass) {
    return storageClass.tree().path("volumeBindingMode").asText().equals("WaitForFirstConsumer");
  }

  /** Whether volumes of the class are made when they are asked for. */
  public static boolean isProvisioned(ApiObject storageClass) {
    return !provisioner(storageClass).equals(NO_PROVISIONER);
  }

  public static String provisioner(ApiObject storageClass) {
    return storageClass.tree().path("provisioner").asText();
  }
}
