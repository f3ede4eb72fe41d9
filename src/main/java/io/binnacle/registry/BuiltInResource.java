package io.binnacle.registry;

/**
 * A built-in kind: one CDI bean a kind, found by type, which declares its definition. Adding a kind
 * is adding a class.
 */
public interface BuiltInResource {
  /** Called once, at start. */
  ResourceDefinition definition();
}
