/**
 * The patch formats of the API, applied to object trees: JSON Patch (RFC 6902), JSON Merge Patch
 * (RFC 7386) and strategic merge patch. Stateless; safe for any thread.
 */
@NullMarked
package io.binnacle.apimachinery.patch;

import org.jspecify.annotations.NullMarked;
