/** Tests of what requests are handled by. */
@NullMarked
package io.binnacle.apiserver.handler;

import org.jspecify.annotations.NullMarked;
