/**
 * The transport over HTTPS: HTTP/1.1 with a client certificate or a bearer token, watches as
 * server-sent events. Calls block the calling thread, meant to be virtual; each open watch has a
 * virtual thread of its own.
 */
@NullMarked
package io.binnacle.client.https;

import org.jspecify.annotations.NullMarked;
