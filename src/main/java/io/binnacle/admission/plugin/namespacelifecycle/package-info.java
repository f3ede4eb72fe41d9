/** The admission plugin NamespaceLifecycle. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.namespacelifecycle;

import org.jspecify.annotations.NullMarked;
