/**
 * Who is calling: credentials in, a user or a refusal out. The chain asks its plugins in configured
 * order; a plugin package knows nothing of the others.
 */
@NullMarked
package io.binnacle.authentication;

import org.jspecify.annotations.NullMarked;
