/**
 * Where pods come from: the API server, a manifest folder, a manifest URL; and the mirror pods that
 * show static pods in the API. Sources call their listener from their own threads.
 */
@NullMarked
package io.binnacle.node.source;

import org.jspecify.annotations.NullMarked;
