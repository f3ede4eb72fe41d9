/**
 * Keeps the pods of a StatefulSet: each with a number, a name and claims of its own that outlive
 * it. What one reconciliation knows and does lives in objects of its own; only the reconciler is
 * shared by workers.
 */
@NullMarked
package io.binnacle.controller.statefulset;

import org.jspecify.annotations.NullMarked;
