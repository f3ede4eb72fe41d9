/** MutatingAdmissionPolicyBinding. Stateless. */
@NullMarked
package io.binnacle.registry.admissionregistration.mutatingadmissionpolicybinding;

import org.jspecify.annotations.NullMarked;
