/** MutatingWebhookConfiguration. Stateless. */
@NullMarked
package io.binnacle.registry.admissionregistration.mutatingwebhookconfiguration;

import org.jspecify.annotations.NullMarked;
