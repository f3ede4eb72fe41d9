/** CronJob. Stateless. */
@NullMarked
package io.binnacle.registry.batch.cronjob;

import org.jspecify.annotations.NullMarked;
