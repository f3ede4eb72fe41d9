/** DeviceTaintRule. Stateless. */
@NullMarked
package io.binnacle.registry.resource.devicetaintrule;

import org.jspecify.annotations.NullMarked;
