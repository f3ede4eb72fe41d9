/**
 * Binnacle: Kubernetes as one Jakarta EE application. The packages and their rules are in
 * docs/architecture.md.
 */
@org.jspecify.annotations.NullMarked
package io.binnacle;
