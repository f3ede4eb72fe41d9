/**
 * The container runtime over the Container Runtime Interface: gRPC on a Unix domain socket.
 *
 * <p>Calls block the caller; answers are read on the channel's one event loop thread, on which no
 * code of the agent runs. The protobuf messages stay inside this package.
 */
@NullMarked
package io.binnacle.node.runtime.cri;

import org.jspecify.annotations.NullMarked;
