/**
 * The controllers of CertificateSigningRequests: one signs what is approved, one approves what node
 * agents ask for themselves, one removes what nobody needs any more. They run on the runtime's
 * workers.
 */
@NullMarked
package io.binnacle.controller.certificates;

import org.jspecify.annotations.NullMarked;
