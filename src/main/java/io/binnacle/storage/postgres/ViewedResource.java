package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;

/**
 * A resource that SQL shows as a view.
 *
 * @param custom whether a CustomResourceDefinition defines it
 */
public record ViewedResource(GroupResource resource, boolean namespaced, boolean custom) {}
