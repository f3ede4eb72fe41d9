/**
 * The images that Binnacle makes on the node itself, so that pods run without any registry: the
 * program of sandboxes and a busybox.
 *
 * <p>Stateless; used by any thread.
 */
@NullMarked
package io.binnacle.node.runtime.image;

import org.jspecify.annotations.NullMarked;
