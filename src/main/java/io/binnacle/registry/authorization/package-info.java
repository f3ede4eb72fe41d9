/**
 * The kinds of the group authorization.k8s.io: questions that are answered and not stored. Safe for
 * any thread.
 */
@NullMarked
package io.binnacle.registry.authorization;

import org.jspecify.annotations.NullMarked;
