/** MutatingAdmissionPolicy. Stateless. */
@NullMarked
package io.binnacle.registry.admissionregistration.mutatingadmissionpolicy;

import org.jspecify.annotations.NullMarked;
