/** The admission plugin DefaultStorageClass, which works on the cache. Safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.defaultstorageclass;

import org.jspecify.annotations.NullMarked;
