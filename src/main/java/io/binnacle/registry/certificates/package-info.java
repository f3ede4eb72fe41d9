/** The kinds of the group certificates.k8s.io, and what they have in common. Stateless. */
@NullMarked
package io.binnacle.registry.certificates;

import org.jspecify.annotations.NullMarked;
