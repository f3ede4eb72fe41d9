package io.binnacle.node.podstatus;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;
import java.util.Map;
import java.util.Optional;

/**
 * All that a pod's status is computed from, probes apart.
 *
 * @param waiting why containers wait, by name
 * @param failure why the pod failed as a whole, such as its deadline; empty for most
 * @param finished whether nothing of the pod runs, nor will again
 * @param previous the status that was computed or read before; an empty object for none
 */
public record PodState(
    NodePod pod,
    RuntimePod runtime,
    PodAddresses addresses,
    Map<String, WaitingReason> waiting,
    Optional<WaitingReason> failure,
    boolean finished,
    JsonNode previous) {}
