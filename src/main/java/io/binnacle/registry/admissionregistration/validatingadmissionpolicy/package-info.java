/** ValidatingAdmissionPolicy. Stateless. */
@NullMarked
package io.binnacle.registry.admissionregistration.validatingadmissionpolicy;

import org.jspecify.annotations.NullMarked;
