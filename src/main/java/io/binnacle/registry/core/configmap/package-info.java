/** ConfigMap. */
@NullMarked
package io.binnacle.registry.core.configmap;

import org.jspecify.annotations.NullMarked;
