/**
 * The admission plugin RuntimeClass, which works on the classes in the cache. Safe for any thread.
 */
@NullMarked
package io.binnacle.admission.plugin.runtimeclass;

import org.jspecify.annotations.NullMarked;
