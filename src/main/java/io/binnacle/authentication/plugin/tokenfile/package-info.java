/** Bearer tokens from a CSV file that is read again when it changes. Safe for any thread. */
@NullMarked
package io.binnacle.authentication.plugin.tokenfile;

import org.jspecify.annotations.NullMarked;
