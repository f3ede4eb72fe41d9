package io.binnacle.storage;

import java.util.List;

/** Mutations that all happen, in one commit, or none does. Not empty. */
public record MutationGroup(List<Mutation> mutations) {
  public MutationGroup {
    mutations = List.copyOf(mutations);
    if (mutations.isEmpty()) {
      throw new IllegalArgumentException("a mutation group needs a mutation");
    }
  }

  public static MutationGroup of(Mutation... mutations) {
    return new MutationGroup(List.of(mutations));
  }
}
