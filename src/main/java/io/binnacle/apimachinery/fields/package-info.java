/** Field selectors. */
@NullMarked
package io.binnacle.apimachinery.fields;

import org.jspecify.annotations.NullMarked;
