/** The kinds of the group policy. */
@NullMarked
package io.binnacle.registry.policy;

import org.jspecify.annotations.NullMarked;
