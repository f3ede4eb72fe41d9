/** StatefulSet. Stateless. */
@NullMarked
package io.binnacle.registry.apps.statefulset;

import org.jspecify.annotations.NullMarked;
