package io.binnacle.schema.cel.library;

import com.google.errorprone.annotations.Immutable;
import java.util.List;

/**
 * A format that texts may have.
 *
 * @param name by which expressions find it
 * @param faults what is wrong with a text; nothing where it has the format
 */
@Immutable
record TextFormat(String name, Faults faults) {
  /** Finds what is wrong with a text. */
  @FunctionalInterface
  @Immutable
  interface Faults {
    List<String> in(String text);
  }
}
