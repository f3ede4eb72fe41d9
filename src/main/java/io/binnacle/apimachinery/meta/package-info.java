/**
 * Names and object metadata as every Kubernetes API object has them. Pure Java; immutable values;
 * safe for any thread.
 */
@NullMarked
package io.binnacle.apimachinery.meta;

import org.jspecify.annotations.NullMarked;
