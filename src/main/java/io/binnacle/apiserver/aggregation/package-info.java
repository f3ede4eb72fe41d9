/**
 * The aggregation layer: APIServices whose group version another server in the cluster serves.
 * Requests for them go on to that server; whether it can serve is checked on virtual threads.
 */
@NullMarked
package io.binnacle.apiserver.aggregation;

import org.jspecify.annotations.NullMarked;
