/** TokenReview, which is answered and not stored. Safe for any thread. */
@NullMarked
package io.binnacle.registry.authentication.tokenreview;

import org.jspecify.annotations.NullMarked;
