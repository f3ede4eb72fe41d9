/**
 * The service proxy of a node: makes the virtual addresses and node ports of services reach ready
 * pods, by nftables rules. What the rules say is computed purely ({@link
 * io.binnacle.proxy.ServiceResolver}, {@link io.binnacle.proxy.NftablesRuleset}) and applied as one
 * transaction ({@link io.binnacle.proxy.NftablesDataplane}). The rules stay when the process ends.
 *
 * <p>Threading: informers' threads only ask for a synchronization; one at a time runs on the timer.
 * IPv4 only.
 */
@NullMarked
package io.binnacle.proxy;

import org.jspecify.annotations.NullMarked;
