/** RuntimeClass. Stateless. */
@NullMarked
package io.binnacle.registry.node.runtimeclass;

import org.jspecify.annotations.NullMarked;
