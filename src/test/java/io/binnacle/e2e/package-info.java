/**
 * End-to-end tests: one cluster, started by the launcher as a user starts it, shared by all tests
 * of the JVM and used from outside only: with kubectl, a client library, and plain HTTP. Tests that
 * need containers or kubectl are aborted where the machine offers none. Each test has a namespace
 * of its own; the cluster may be used from any thread.
 */
@NullMarked
package io.binnacle.e2e;

import org.jspecify.annotations.NullMarked;
