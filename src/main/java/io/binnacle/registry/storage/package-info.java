/** The kinds of the group storage.k8s.io, and what they have in common. Stateless. */
@NullMarked
package io.binnacle.registry.storage;

import org.jspecify.annotations.NullMarked;
