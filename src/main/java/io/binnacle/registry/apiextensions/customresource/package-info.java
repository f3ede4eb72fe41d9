/**
 * Custom resources: what CustomResourceDefinitions become in the catalog. Definitions are compiled
 * on a thread of their own; what they become is immutable and safe for any thread.
 */
@NullMarked
package io.binnacle.registry.apiextensions.customresource;

import org.jspecify.annotations.NullMarked;
