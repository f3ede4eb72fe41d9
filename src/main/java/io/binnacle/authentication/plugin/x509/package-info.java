/**
 * Client certificates: the common name is the user, organizations are the groups. Safe for any
 * thread.
 */
@NullMarked
package io.binnacle.authentication.plugin.x509;

import org.jspecify.annotations.NullMarked;
