/** The admission plugin NodeRestriction. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.noderestriction;

import org.jspecify.annotations.NullMarked;
