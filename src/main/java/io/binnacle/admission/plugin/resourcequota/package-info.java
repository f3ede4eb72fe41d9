/** The admission plugin ResourceQuota. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.resourcequota;

import org.jspecify.annotations.NullMarked;
