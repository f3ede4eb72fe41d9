/** IPAddress. Stateless. */
@NullMarked
package io.binnacle.registry.networking.ipaddress;

import org.jspecify.annotations.NullMarked;
