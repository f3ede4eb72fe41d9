/**
 * The log files of containers, as the runtime writes them: reading, following and rotating.
 *
 * <p>A reader works on its caller's thread and may block it for as long as a log is followed;
 * virtual threads are meant.
 */
@NullMarked
package io.binnacle.node.runtime.logs;

import org.jspecify.annotations.NullMarked;
