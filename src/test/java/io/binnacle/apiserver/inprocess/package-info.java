/** Tests of the API without HTTP. */
@NullMarked
package io.binnacle.apiserver.inprocess;

import org.jspecify.annotations.NullMarked;
