/**
 * The cluster's keys and certificates at run time: PEM files, the certificate authority that signs
 * for joining nodes, the join token. Knows apimachinery and configuration only; stateless or
 * immutable, safe for any thread.
 */
@NullMarked
package io.binnacle.pki;

import org.jspecify.annotations.NullMarked;
