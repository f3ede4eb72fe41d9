/** Empties namespaces that are being deleted, whatever kinds there are, and then lets them go. */
@NullMarked
package io.binnacle.controller.namespace;

import org.jspecify.annotations.NullMarked;
