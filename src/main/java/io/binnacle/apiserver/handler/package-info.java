/**
 * What answers a request once it is allowed: resources, discovery, OpenAPI, health, metrics,
 * version.
 */
@NullMarked
package io.binnacle.apiserver.handler;

import org.jspecify.annotations.NullMarked;
