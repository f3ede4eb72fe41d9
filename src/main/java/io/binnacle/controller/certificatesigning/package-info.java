/**
 * The controllers of CertificateSigningRequests: one issues the certificates of approved requests
 * for the signers that Kubernetes itself promises, one approves what node agents ask for
 * themselves, one removes what nobody needs any more. Threads: as {@link io.binnacle.controller}.
 */
@NullMarked
package io.binnacle.controller.certificatesigning;

import org.jspecify.annotations.NullMarked;
