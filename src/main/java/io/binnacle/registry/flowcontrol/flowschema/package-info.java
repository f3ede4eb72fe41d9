/** FlowSchema. Stateless. */
@NullMarked
package io.binnacle.registry.flowcontrol.flowschema;

import org.jspecify.annotations.NullMarked;
