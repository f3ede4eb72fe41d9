/** ValidatingWebhookConfiguration. Stateless. */
@NullMarked
package io.binnacle.registry.admissionregistration.validatingwebhookconfiguration;

import org.jspecify.annotations.NullMarked;
