/**
 * The admission plugins MutatingAdmissionWebhook and ValidatingAdmissionWebhook: they ask servers
 * of the cluster. Calls block the thread of the write; what was read of configurations is immutable
 * and shared.
 */
@NullMarked
package io.binnacle.admission.plugin.webhook;

import org.jspecify.annotations.NullMarked;
