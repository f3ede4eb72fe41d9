package io.binnacle.scheduler.plugin.volumebinding;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.Optional;

/**
 * Where a claim gets its volume on the node of a pod.
 *
 * @param volume the one that is there; empty where one is to be made
 */
record Decision(ApiObject claim, Optional<ApiObject> volume) {}
