/**
 * The agent's own HTTPS server, which the API server alone may call. A virtual thread a request.
 */
@NullMarked
package io.binnacle.node.server;

import org.jspecify.annotations.NullMarked;
