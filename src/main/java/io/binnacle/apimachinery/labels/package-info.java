/** Label selectors: the query string form and the structured form. */
@NullMarked
package io.binnacle.apimachinery.labels;

import org.jspecify.annotations.NullMarked;
