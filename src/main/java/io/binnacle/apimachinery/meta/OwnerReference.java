package io.binnacle.apimachinery.meta;

/** One entry of {@code metadata.ownerReferences}. */
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {}
