package io.binnacle.registry;

import java.util.Locale;

/** The verbs of resources, as discovery and authorization name them. */
public enum Verb {
  CREATE,
  DELETE,
  DELETECOLLECTION,
  GET,
  LIST,
  PATCH,
  UPDATE,
  WATCH;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
