/**
 * {@code binnacle.io/v1 bundles}: several writes that take effect together or not at all
 * (docs/adr/0010). Safe for any thread.
 */
@NullMarked
package io.binnacle.apiserver.bundle;

import org.jspecify.annotations.NullMarked;
