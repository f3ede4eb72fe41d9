/** HTTP: the servlet filter, the one JAX-RS endpoint and the writing of responses. */
@NullMarked
package io.binnacle.apiserver.endpoint;

import org.jspecify.annotations.NullMarked;
