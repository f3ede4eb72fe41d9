/**
 * Starts Jobs by the clock. What a CronJob has started is known by its name, which holds the
 * minute: after a crash nothing is started twice.
 */
@NullMarked
package io.binnacle.controller.cronjob;

import org.jspecify.annotations.NullMarked;
