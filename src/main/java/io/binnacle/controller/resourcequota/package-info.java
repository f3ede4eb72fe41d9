/**
 * Counts anew what namespaces use of their quotas. Admission charges what is created exactly; this
 * is what gives back what is deleted, and what starts a new quota's count.
 */
@NullMarked
package io.binnacle.controller.resourcequota;

import org.jspecify.annotations.NullMarked;
