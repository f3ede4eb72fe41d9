package io.binnacle.node.runtime.cri;

/**
 * Images that are never fetched from a registry, because they are made on the node. Called on the
 * threads of callers of the runtime; may block.
 */
public interface BuiltInImages {
  /** No image is built in. */
  BuiltInImages NONE =
      new BuiltInImages() {
        @Override
        public boolean contains(String reference) {
          return false;
        }

        @Override
        public void restore(String reference) {
          throw new IllegalArgumentException(reference + " is not built in");
        }
      };

  /** Whether this reference, in any of its spellings, names a built-in image. */
  boolean contains(String reference);

  /** Brings a built-in image back that was removed from the runtime. */
  void restore(String reference);
}
