/** The admission plugin TaintNodesByCondition. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.taintnodesbycondition;

import org.jspecify.annotations.NullMarked;
