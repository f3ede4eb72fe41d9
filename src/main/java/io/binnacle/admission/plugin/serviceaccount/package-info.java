/** The admission plugin ServiceAccount. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.serviceaccount;

import org.jspecify.annotations.NullMarked;
