/** The admission plugin DefaultTolerationSeconds. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.defaulttolerationseconds;

import org.jspecify.annotations.NullMarked;
