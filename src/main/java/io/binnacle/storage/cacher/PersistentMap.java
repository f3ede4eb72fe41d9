package io.binnacle.storage.cacher;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered map: a change makes a new map that shares all but a path with the old one.
 * Its subtree sizes balance the tree and answer in logarithmic time how many keys lie below a given
 * one.
 */
final class PersistentMap<K extends Comparable<? super K>, V> {
  /**
   * A subtree may be at most this many times heavier than its sibling. The pair (3, 2) is the one
   * that keeps a weight-balanced tree balanced under insertion and deletion alike.
   */
  private static final int MAX_IMBALANCE = 3;

  /** An inner grandchild at least this many times heavier than the outer one needs two turns. */
  private static final int DOUBLE_ROTATION = 2;

  private final @Nullable Node<K, V> root;

  private record Node<K, V>(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right, int size) {}

  private PersistentMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
    return new PersistentMap<>(null);
  }

  int size() {
    return size(root);
  }

  boolean isEmpty() {
    return root == null;
  }

  @Nullable V get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  PersistentMap<K, V> with(K key, V value) {
    return new PersistentMap<>(insert(root, key, value));
  }

  PersistentMap<K, V> without(K key) {
    return get(key) == null ? this : new PersistentMap<>(remove(root, key));
  }

  /** How many keys are less than the given one. */
  int rank(K key) {
    int rank = 0;
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order <= 0) {
        node = node.left;
      } else {
        rank += size(node.left) + 1;
        node = node.right;
      }
    }
    return rank;
  }

  /** The least key. */
  K firstKey() {
    if (root == null) {
      throw new NoSuchElementException();
    }
    return leftmost(root).key;
  }

  Iterator<V> values() {
    Ascending<K, V> iterator = new Ascending<>();
    iterator.descend(root);
    return iterator;
  }

  /** The values whose keys are greater than the given one. */
  Iterator<V> valuesAfter(K key) {
    return valuesFrom(key, false);
  }

  /** The values whose keys are the given one or greater. */
  Iterator<V> valuesFrom(K key) {
    return valuesFrom(key, true);
  }

  private Iterator<V> valuesFrom(K key, boolean inclusive) {
    Ascending<K, V> iterator = new Ascending<>();
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order < 0 || (inclusive && order == 0)) {
        iterator.ahead.push(node);
        node = node.left;
      } else {
        node = node.right;
      }
    }
    return iterator;
  }

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  private static <K, V> Node<K, V> node(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    return new Node<>(key, value, left, right, size(left) + size(right) + 1);
  }

  private static <K extends Comparable<? super K>, V> Node<K, V> insert(
      @Nullable Node<K, V> node, K key, V value) {
    if (node == null) {
      return node(key, value, null, null);
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return new Node<>(key, value, node.left, node.right, node.size);
    }
    return order < 0
        ? balanced(node.key, node.value, insert(node.left, key, value), node.right)
        : balanced(node.key, node.value, node.left, insert(node.right, key, value));
  }

  private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> remove(
      @Nullable Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.key);
    if (order < 0) {
      return balanced(node.key, node.value, remove(node.left, key), node.right);
    }
    if (order > 0) {
      return balanced(node.key, node.value, node.left, remove(node.right, key));
    }
    if (node.left == null) {
      return node.right;
    }
    if (node.right == null) {
      return node.left;
    }
    Node<K, V> successor = leftmost(node.right);
    return balanced(successor.key, successor.value, node.left, remove(node.right, successor.key));
  }

  private static <K, V> Node<K, V> leftmost(Node<K, V> node) {
    Node<K, V> leftmost = node;
    while (leftmost.left != null) {
      leftmost = leftmost.left;
    }
    return leftmost;
  }

  private static <K, V> Node<K, V> balanced(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    int leftSize = size(left);
    int rightSize = size(right);
    if (leftSize + rightSize > 1) {
      if (right != null && rightSize > MAX_IMBALANCE * leftSize) {
        return turnedLeft(key, value, left, right);
      }
      if (left != null && leftSize > MAX_IMBALANCE * rightSize) {
        return turnedRight(key, value, left, right);
      }
    }
    return node(key, value, left, right);
  }

  private static <K, V> Node<K, V> turnedLeft(
      K key, V value, @Nullable Node<K, V> left, Node<K, V> right) {
    Node<K, V> inner = right.left;
    if (inner == null || inner.size < DOUBLE_ROTATION * size(right.right)) {
      return node(right.key, right.value, node(key, value, left, inner), right.right);
    }
    return node(
        inner.key,
        inner.value,
        node(key, value, left, inner.left),
        node(right.key, right.value, inner.right, right.right));
  }

  private static <K, V> Node<K, V> turnedRight(
      K key, V value, Node<K, V> left, @Nullable Node<K, V> right) {
    Node<K, V> inner = left.right;
    if (inner == null || inner.size < DOUBLE_ROTATION * size(left.left)) {
      return node(left.key, left.value, left.left, node(key, value, inner, right));
    }
    return node(
        inner.key,
        inner.value,
        node(left.key, left.value, left.left, inner.left),
        node(key, value, inner.right, right));
  }

  /** How many nodes lie on the longest way down; for the test of the balance. */
  int height() {
    return height(root);
  }

  private static int height(@Nullable Node<?, ?> node) {
    return node == null ? 0 : 1 + Math.max(height(node.left), height(node.right));
  }

  private static final class Ascending<K, V> implements Iterator<V> {
    private final Deque<Node<K, V>> ahead = new ArrayDeque<>();

    private void descend(@Nullable Node<K, V> from) {
      Node<K, V> node = from;
      while (node != null) {
        ahead.push(node);
        node = node.left;
      }
    }

    @Override
    public boolean hasNext() {
      return !ahead.isEmpty();
    }

    @Override
    public V next() {
      if (ahead.isEmpty()) {
        throw new NoSuchElementException();
      }
      Node<K, V> node = Objects.requireNonNull(ahead.pop());
      descend(node.right);
      return node.value;
    }
  }
}
