package io.binnacle.registry.generic;

import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.storage.Snapshot;
import java.time.Instant;

/** What strategies may look at while one write is computed. */
record WriteContext(RequestScope scope, Instant now, Snapshot state)
    implements ResourceStrategy.Context {}
