/**
 * Validation rules in the Common Expression Language (CEL), as {@code x-kubernetes-validations} has
 * them: typed by a schema, compiled once, limited in what they may cost (KEP-2876). Nothing here is
 * loaded before there is a rule. What was compiled is immutable and safe for any thread.
 */
@NullMarked
package io.binnacle.schema.cel;

import org.jspecify.annotations.NullMarked;
