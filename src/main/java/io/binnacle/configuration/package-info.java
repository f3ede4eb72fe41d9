/**
 * Configuration records: MicroProfile Config properties under binnacle., read into validated
 * records.
 */
@NullMarked
package io.binnacle.configuration;

import org.jspecify.annotations.NullMarked;
