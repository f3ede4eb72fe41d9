/**
 * What the API server can store and serve: resource definitions, strategies and the generic
 * registry that turns a request on a resource into a group of mutations.
 */
@NullMarked
package io.binnacle.registry;

import org.jspecify.annotations.NullMarked;
