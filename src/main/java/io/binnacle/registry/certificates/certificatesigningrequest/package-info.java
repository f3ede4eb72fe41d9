/** CertificateSigningRequest and its approval. Stateless. */
@NullMarked
package io.binnacle.registry.certificates.certificatesigningrequest;

import org.jspecify.annotations.NullMarked;
