/** Watches over HTTP: JSON lines and server-sent events without a thread a stream. */
@NullMarked
package io.binnacle.apiserver.watch;

import org.jspecify.annotations.NullMarked;
