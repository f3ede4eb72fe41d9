/**
 * Rolls out Deployments: a ReplicaSet for each revision of the template, the newest of which grows
 * while the others shrink. A reconciliation runs on a worker; what it learns on the way lives in
 * one {@link Rollout}.
 */
@NullMarked
package io.binnacle.controller.deployment;

import org.jspecify.annotations.NullMarked;
