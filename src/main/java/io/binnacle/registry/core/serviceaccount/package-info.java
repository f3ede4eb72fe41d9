/** ServiceAccount and its tokens. */
@NullMarked
package io.binnacle.registry.core.serviceaccount;

import org.jspecify.annotations.NullMarked;
