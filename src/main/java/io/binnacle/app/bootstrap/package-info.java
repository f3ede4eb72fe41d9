/**
 * What runs before the server: PKI, embedded PostgreSQL. Plain Java in a short-lived process of its
 * own, since the server needs what it makes. Single-threaded.
 */
@NullMarked
package io.binnacle.app.bootstrap;

import org.jspecify.annotations.NullMarked;
