/**
 * Claims of pods: a pod comes where its volumes are, and claims that wait for their first consumer
 * get their volumes where the pod comes (KEP-490). What is decided for a pod whose binding is under
 * way is kept from the others; that alone is state, safe for any thread.
 */
@NullMarked
package io.binnacle.scheduler.plugin.volumebinding;

import org.jspecify.annotations.NullMarked;
