/**
 * The admission plugins of CertificateSigningRequests: who may approve and sign for which signer,
 * and what nobody may ask for. Stateless; safe for any thread.
 */
@NullMarked
package io.binnacle.admission.plugin.certificates;

import org.jspecify.annotations.NullMarked;
