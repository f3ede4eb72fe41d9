/** ValidatingAdmissionPolicyBinding. Stateless. */
@NullMarked
package io.binnacle.registry.admissionregistration.validatingadmissionpolicybinding;

import org.jspecify.annotations.NullMarked;
