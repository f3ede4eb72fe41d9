/**
 * The schemas of the built-in kinds, read on demand, package by package, from the resources that
 * {@code schema.generator} writes when the project is built. Immutable once read; safe for any
 * thread.
 */
@NullMarked
package io.binnacle.schema.catalogue;

import org.jspecify.annotations.NullMarked;
