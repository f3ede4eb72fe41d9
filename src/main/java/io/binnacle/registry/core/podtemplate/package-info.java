/** What pods and the templates of controllers share: defaults and rules of pod specifications. */
@NullMarked
package io.binnacle.registry.core.podtemplate;

import org.jspecify.annotations.NullMarked;
