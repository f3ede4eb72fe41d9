/** Codecs between wire formats and object trees. Pure Java; stateless; safe for any thread. */
@NullMarked
package io.binnacle.apimachinery.runtime;

import org.jspecify.annotations.NullMarked;
