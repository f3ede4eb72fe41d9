/** The HTTP face of the API: what clients see besides the resources themselves. */
@NullMarked
package io.binnacle.apiserver;

import org.jspecify.annotations.NullMarked;
