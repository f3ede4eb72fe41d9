/** The Status object of the Kubernetes API and the exception that carries one to the client. */
@NullMarked
package io.binnacle.apimachinery.errors;

import org.jspecify.annotations.NullMarked;
