/** ClusterTrustBundle. Stateless. */
@NullMarked
package io.binnacle.registry.certificates.clustertrustbundle;

import org.jspecify.annotations.NullMarked;
