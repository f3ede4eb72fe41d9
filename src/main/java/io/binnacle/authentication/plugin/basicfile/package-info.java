/** Names and passwords from a CSV file that is read again when it changes. Safe for any thread. */
@NullMarked
package io.binnacle.authentication.plugin.basicfile;

import org.jspecify.annotations.NullMarked;
