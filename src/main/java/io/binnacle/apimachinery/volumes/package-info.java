/**
 * What a claim, a volume and a class of storage say together: which volume is fit for which claim,
 * which claims a pod uses. Shared by those who bind, schedule and mount. No state; safe for any
 * thread.
 */
@NullMarked
package io.binnacle.apimachinery.volumes;

import org.jspecify.annotations.NullMarked;
