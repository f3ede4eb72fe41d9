/**
 * The authorization mode ABAC: policies from files, one JSON object a line, read again when they
 * change. Safe for any thread.
 */
@NullMarked
package io.binnacle.authorization.plugin.abac;

import org.jspecify.annotations.NullMarked;
