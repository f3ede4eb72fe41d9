/**
 * The scheduler's plugins, a package each. They know the framework alone and never each other. Each
 * class is a bean; all beans of type Plugin are found at start.
 */
@NullMarked
package io.binnacle.scheduler.plugin;

import org.jspecify.annotations.NullMarked;
