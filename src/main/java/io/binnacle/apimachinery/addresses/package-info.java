/** What services and the objects of their addresses say together. No state; safe for any thread. */
@NullMarked
package io.binnacle.apimachinery.addresses;

import org.jspecify.annotations.NullMarked;
