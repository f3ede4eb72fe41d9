/** SelfSubjectReview, which is answered and not stored. Stateless. */
@NullMarked
package io.binnacle.registry.authentication.selfsubjectreview;

import org.jspecify.annotations.NullMarked;
