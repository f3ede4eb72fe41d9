/** The admission plugin LimitRanger. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.limitranger;

import org.jspecify.annotations.NullMarked;
