package io.binnacle.scheduler;

import io.binnacle.client.ApiClient;
import io.binnacle.client.EventRecorder;
import io.binnacle.client.InformerFactory;

/**
 * The cluster as the scheduler reaches it, with its identity {@code system:kube-scheduler}.
 *
 * @param informers shared with other components of the process where there are any
 */
public record ClusterAccess(ApiClient client, InformerFactory informers, EventRecorder recorder) {}
