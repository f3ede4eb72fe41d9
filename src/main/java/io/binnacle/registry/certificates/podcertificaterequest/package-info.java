/** PodCertificateRequest. Stateless. */
@NullMarked
package io.binnacle.registry.certificates.podcertificaterequest;

import org.jspecify.annotations.NullMarked;
