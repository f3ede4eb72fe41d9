/** What says which requests are admitted, and how. Stateless. */
@NullMarked
package io.binnacle.registry.admissionregistration;

import org.jspecify.annotations.NullMarked;
