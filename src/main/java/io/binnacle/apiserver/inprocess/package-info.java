/** The in-process transport of io.binnacle.client: the same facade without HTTP. */
@NullMarked
package io.binnacle.apiserver.inprocess;

import org.jspecify.annotations.NullMarked;
