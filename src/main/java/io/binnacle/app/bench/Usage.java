package io.binnacle.app.bench;

import java.time.Duration;

/**
 * What the server and its database have used until a moment, or between two.
 *
 * @param serverCpu of the server's process
 * @param storeCpu of all processes of the embedded database; zero for an external one
 * @param residentBytes what the server's process holds, now
 * @param mutations rows that transactions wrote
 * @param commits of the store
 */
record Usage(
    Duration serverCpu, Duration storeCpu, long residentBytes, long mutations, long commits) {

  Usage since(Usage before) {
    return new Usage(
        serverCpu.minus(before.serverCpu),
        storeCpu.minus(before.storeCpu),
        residentBytes,
        mutations - before.mutations,
        commits - before.commits);
  }
}
