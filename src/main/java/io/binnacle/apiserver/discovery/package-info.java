/** Discovery documents, legacy and aggregated. */
@NullMarked
package io.binnacle.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
