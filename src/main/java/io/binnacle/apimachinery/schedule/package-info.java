/** Schedules in cron's five fields. Pure values, safe for any thread. */
@NullMarked
package io.binnacle.apimachinery.schedule;

import org.jspecify.annotations.NullMarked;
