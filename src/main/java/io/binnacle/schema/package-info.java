/**
 * Structural schemas of all kinds, built-in and custom: one engine that prunes, defaults and
 * checks. Knows apimachinery only.
 */
@NullMarked
package io.binnacle.schema;

import org.jspecify.annotations.NullMarked;
