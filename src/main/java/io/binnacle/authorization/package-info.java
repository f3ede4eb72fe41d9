/**
 * May this user do this: an ordered chain of authorizers, the first that decides counts, and no
 * decision is a refusal.
 */
@NullMarked
package io.binnacle.authorization;

import org.jspecify.annotations.NullMarked;
