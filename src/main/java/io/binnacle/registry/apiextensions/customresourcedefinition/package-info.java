/** The CustomResourceDefinition kind: its strategy and rules. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.registry.apiextensions.customresourcedefinition;

import org.jspecify.annotations.NullMarked;
