/** The admission plugin Priority, which works on the classes in the cache. Safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.priority;

import org.jspecify.annotations.NullMarked;
