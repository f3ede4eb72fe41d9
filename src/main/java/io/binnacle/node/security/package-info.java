/**
 * Security contexts of pod and container merged, and resources as cgroups take them. Pure
 * functions.
 */
@NullMarked
package io.binnacle.node.security;

import org.jspecify.annotations.NullMarked;
