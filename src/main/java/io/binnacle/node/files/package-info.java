/**
 * What the node does with directories and mounts, whoever needs it: runtime and volumes. No state;
 * safe for any thread.
 */
@NullMarked
package io.binnacle.node.files;

import org.jspecify.annotations.NullMarked;
