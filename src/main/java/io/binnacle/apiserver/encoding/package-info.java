/** Representations of results: JSON, YAML, tables, partial metadata, lists. */
@NullMarked
package io.binnacle.apiserver.encoding;

import org.jspecify.annotations.NullMarked;
