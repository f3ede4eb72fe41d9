package io.binnacle.schema.cel.library;

import java.util.List;
import java.util.function.Function;

/**
 * A format that texts may have.
 *
 * @param name by which expressions find it
 * @param faults what is wrong with a text; nothing where it has the format
 */
record TextFormat(String name, Function<String, List<String>> faults) {}
