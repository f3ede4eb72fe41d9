package io.binnacle.scheduler.provider;

import java.util.List;

/**
 * A named choice of filters and scores. A bean of this type is registered at start under its name
 * and can be chosen by configuration. Called once.
 */
public interface AlgorithmProvider {
  String name();

  /** Names of filter plugins, or classic names of predicates, in the order that they run in. */
  List<String> predicateKeys();

  /** Names of score plugins, or classic names of priorities. */
  List<String> priorityKeys();
}
