package io.binnacle.schema.cel;

import com.google.common.primitives.UnsignedLong;
import io.binnacle.schema.cel.Values.ListView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is equal, and how lists add up. Where a list is a set or a map by its schema the order of
 * its items means nothing, and adding to it replaces items of the same key
 * (CustomResourceDefinition's documentation, "Validation rules").
 */
final class Equality {
  private Equality() {}

  static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a == b) {
      return true;
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      return sameLists(left, right);
    }
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return sameMaps(left, right);
    }
    if (isNumber(a) && isNumber(b)) {
      return sameNumbers(a, b);
    }
    if (a instanceof Optional<?> left && b instanceof Optional<?> right) {
      return left.isPresent() == right.isPresent()
          && (left.isEmpty() || same(left.get(), right.get()));
    }
    return Objects.equals(a, b);
  }

  private static boolean isNumber(@Nullable Object value) {
    return value instanceof Number;
  }

  private static boolean sameNumbers(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Double left && b instanceof Double right) {
      return left.doubleValue() == right.doubleValue();
    }
    if (isNotFinite(a) || isNotFinite(b)) {
      return false;
    }
    return decimal(a).compareTo(decimal(b)) == 0;
  }

  private static boolean isNotFinite(@Nullable Object value) {
    return value instanceof Double number && !Double.isFinite(number);
  }

  private static BigDecimal decimal(@Nullable Object value) {
    return value instanceof UnsignedLong number
        ? new BigDecimal(number.bigIntegerValue())
        : new BigDecimal(String.valueOf(value));
  }

  private static boolean sameLists(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    if (a instanceof ListView view && !view.identity().type().equals("atomic")) {
      return sameUnordered(a, b);
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameUnordered(List<?> a, List<?> b) {
    List<Object> left = new ArrayList<>(b);
    for (Object item : a) {
      int found = -1;
      for (int i = 0; i < left.size() && found < 0; i++) {
        found = same(item, left.get(i)) ? i : -1;
      }
      if (found < 0) {
        return false;
      }
      left.remove(found);
    }
    return true;
  }

  private static boolean sameMaps(Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      if (!b.containsKey(entry.getKey()) || !same(entry.getValue(), b.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  static List<Object> sum(List<?> a, List<?> b) {
    List<Object> all = new ArrayList<>(a);
    if (!(a instanceof ListView view) || view.identity().type().equals("atomic")) {
      all.addAll(b);
      return all;
    }
    Map<Object, Integer> places = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      places.put(key(view.identity(), all.get(i)), i);
    }
    for (Object item : b) {
      Object key = key(view.identity(), item);
      Integer place = places.get(key);
      if (place == null) {
        places.put(key, all.size());
        all.add(item);
      } else {
        all.set(place, item);
      }
    }
    return all;
  }

  private static Object key(DeclaredType.ListIdentity identity, Object item) {
    if (identity.type().equals("set") || !(item instanceof Map<?, ?> object)) {
      return item;
    }
    List<Object> values = new ArrayList<>();
    for (String name : identity.keys()) {
      Object value = object.get(FieldNames.escape(name).orElse(name));
      values.add(value == null ? Optional.empty() : value);
    }
    return values;
  }
}
