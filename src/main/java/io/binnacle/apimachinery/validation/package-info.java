/** Field paths, field errors and the name formats that all kinds share. */
@NullMarked
package io.binnacle.apimachinery.validation;

import org.jspecify.annotations.NullMarked;
