/**
 * Issues the certificates of approved CertificateSigningRequests for the signers that Kubernetes
 * itself promises. Threads: as {@link io.binnacle.controller}.
 */
@NullMarked
package io.binnacle.controller.certificatesigning;

import org.jspecify.annotations.NullMarked;
