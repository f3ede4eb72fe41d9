/**
 * The admission plugin PodSecurity: the Pod Security Standards that namespaces choose by their
 * labels. What a policy checks is declared in {@link
 * io.binnacle.admission.plugin.podsecurity.BaselineChecks} and {@link
 * io.binnacle.admission.plugin.podsecurity.RestrictedChecks}. Immutable; safe for any thread.
 */
@NullMarked
package io.binnacle.admission.plugin.podsecurity;

import org.jspecify.annotations.NullMarked;
