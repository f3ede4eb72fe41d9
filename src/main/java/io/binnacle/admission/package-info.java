/**
 * The ordered chain of plugins that may change (mutating) and then refuse (validating) what is
 * about to be written.
 */
@NullMarked
package io.binnacle.admission;

import org.jspecify.annotations.NullMarked;
