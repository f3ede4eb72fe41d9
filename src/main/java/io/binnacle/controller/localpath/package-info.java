/**
 * Makes volumes for claims out of directories of nodes, and gives them back. The agent of the node
 * makes the directory when a pod first uses it, and deletes it before the volume goes.
 */
@NullMarked
package io.binnacle.controller.localpath;

import org.jspecify.annotations.NullMarked;
