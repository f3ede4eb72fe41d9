/**
 * The environment variables of containers: literals with references, fields, ConfigMaps, Secrets
 * and services.
 */
@NullMarked
package io.binnacle.node.environment;

import org.jspecify.annotations.NullMarked;
