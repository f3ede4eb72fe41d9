/** The kinds of the group storagemigration.k8s.io. */
@NullMarked
package io.binnacle.registry.storagemigration;

import org.jspecify.annotations.NullMarked;
