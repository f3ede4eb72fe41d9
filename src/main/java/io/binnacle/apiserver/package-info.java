/**
 * The API server's edge: what a request is and what it results in, whichever transport carries it.
 */
@NullMarked
package io.binnacle.apiserver;

import org.jspecify.annotations.NullMarked;
