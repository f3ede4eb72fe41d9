/**
 * Programs of the operating system as child processes that are sure to end. Safe for any thread;
 * calls block.
 */
@NullMarked
package io.binnacle.process;

import org.jspecify.annotations.NullMarked;
