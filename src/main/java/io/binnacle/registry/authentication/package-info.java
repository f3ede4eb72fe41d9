/** The kinds of the group authentication.k8s.io: questions that are answered and not stored. */
@NullMarked
package io.binnacle.registry.authentication;

import org.jspecify.annotations.NullMarked;
