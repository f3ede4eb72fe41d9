/**
 * Puts the cluster's CA certificate into every namespace as the ConfigMap {@code kube-root-ca.crt},
 * which pods' projected volumes take it from.
 */
@NullMarked
package io.binnacle.controller.rootca;

import org.jspecify.annotations.NullMarked;
