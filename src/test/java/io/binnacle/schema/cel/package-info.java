/** Tests of validation rules. */
@NullMarked
package io.binnacle.schema.cel;

import org.jspecify.annotations.NullMarked;
