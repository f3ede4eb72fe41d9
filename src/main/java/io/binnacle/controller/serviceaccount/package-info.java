/** Gives every namespace its service account {@code default}. */
@NullMarked
package io.binnacle.controller.serviceaccount;

import org.jspecify.annotations.NullMarked;
