/** What runs before the server: PKI, embedded PostgreSQL */
@NullMarked
package io.binnacle.app.bootstrap;

import org.jspecify.annotations.NullMarked;
