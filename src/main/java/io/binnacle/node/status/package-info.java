/**
 * The node as the API shows it: registration, heartbeats by Lease, capacity, conditions, images.
 * One thread.
 */
@NullMarked
package io.binnacle.node.status;

import org.jspecify.annotations.NullMarked;
