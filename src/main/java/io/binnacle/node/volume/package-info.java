/**
 * Volumes: sets up what a pod mounts below the agent's directory, keeps it up to date, tears it
 * down. Called by the pod's worker, one call a pod at a time.
 */
@NullMarked
package io.binnacle.node.volume;

import org.jspecify.annotations.NullMarked;
