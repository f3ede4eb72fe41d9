/**
 * The ranges and the addresses of services as objects (KEP-1880): what a range says of itself and
 * how long it stays, and the repair of addresses that nobody has or that are not kept for anybody.
 */
@NullMarked
package io.binnacle.controller.servicecidr;

import org.jspecify.annotations.NullMarked;
