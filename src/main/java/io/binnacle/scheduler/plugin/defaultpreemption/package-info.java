/** Makes room for pods by removing pods of lower priority. Stateless. */
@NullMarked
package io.binnacle.scheduler.plugin.defaultpreemption;

import org.jspecify.annotations.NullMarked;
