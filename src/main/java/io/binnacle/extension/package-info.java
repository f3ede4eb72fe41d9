/**
 * Servers that extend the API: how extension API servers and webhooks are found, trusted and spoken
 * to. Safe for any thread; what blocks says so.
 */
@NullMarked
package io.binnacle.extension;

import org.jspecify.annotations.NullMarked;
