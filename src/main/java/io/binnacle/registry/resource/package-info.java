/** The kinds of the group resource.k8s.io (DRA), and the way between its versions. Stateless. */
@NullMarked
package io.binnacle.registry.resource;

import org.jspecify.annotations.NullMarked;
