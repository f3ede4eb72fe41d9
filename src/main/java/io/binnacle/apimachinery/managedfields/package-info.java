/**
 * Who owns which field of an object (metadata.managedFields), and server-side apply: sets of
 * fields, their encoding, comparing and merging objects by their schema, conflicts and the passing
 * on of ownership (KEP-555 and the documentation page "Server-Side Apply"). Pure functions on
 * trees; everything is immutable or stateless and safe for any thread.
 */
@NullMarked
package io.binnacle.apimachinery.managedfields;

import org.jspecify.annotations.NullMarked;
