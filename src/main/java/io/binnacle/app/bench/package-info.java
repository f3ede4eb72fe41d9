/**
 * What {@code ./binnacle bench} runs beside a server of its own: load, and what that costs the
 * server and its database. A program of its own, so that its work is not counted as the server's.
 * Scenarios run one after another on the main thread.
 */
@NullMarked
package io.binnacle.app.bench;

import org.jspecify.annotations.NullMarked;
