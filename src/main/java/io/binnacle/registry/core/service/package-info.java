/** Service: its ports, and the addresses and node ports that it reserves. */
@NullMarked
package io.binnacle.registry.core.service;

import org.jspecify.annotations.NullMarked;
