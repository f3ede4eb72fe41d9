/** DeviceClass. Stateless. */
@NullMarked
package io.binnacle.registry.resource.deviceclass;

import org.jspecify.annotations.NullMarked;
