/** The token that machines join with. Safe for any thread. */
@NullMarked
package io.binnacle.authentication.plugin.jointoken;

import org.jspecify.annotations.NullMarked;
