/** ControllerRevision. Stateless. */
@NullMarked
package io.binnacle.registry.apps.controllerrevision;

import org.jspecify.annotations.NullMarked;
