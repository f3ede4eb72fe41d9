package io.binnacle.schema.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Functions of lists whose items have an order or a sum. */
final class ListFunctions {
  private static final CelType ITEM = TypeParamType.create("T");
  private static final CelType LIST = ListType.create(ITEM);

  private ListFunctions() {}

  static void addTo(Functions functions) {
    functions
        .member("isSorted", SimpleType.BOOL, List.of(LIST), a -> isSorted(list(a[0])))
        .member("min", ITEM, List.of(LIST), a -> extreme(list(a[0]), "min", -1))
        .member("max", ITEM, List.of(LIST), a -> extreme(list(a[0]), "max", 1))
        .member("sum", ITEM, List.of(LIST), a -> sum(list(a[0])))
        .member(
            "indexOf", SimpleType.INT, List.of(LIST, ITEM), a -> (long) indexOf(list(a[0]), a[1]))
        .member(
            "lastIndexOf",
            SimpleType.INT,
            List.of(LIST, ITEM),
            a -> {
              List<?> list = list(a[0]);
              int found = indexOf(list.reversed(), a[1]);
              return found < 0 ? -1L : (long) list.size() - 1 - found;
            });
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static boolean isSorted(List<?> list) throws CelEvaluationException {
    for (int i = 1; i < list.size(); i++) {
      if (compare(list.get(i - 1), list.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Object extreme(List<?> list, String name, int sign) throws CelEvaluationException {
    if (list.isEmpty()) {
      throw new CelEvaluationException(name + " called on empty list");
    }
    Object best = list.getFirst();
    for (Object item : list) {
      best = Integer.signum(compare(item, best)) == sign ? item : best;
    }
    return best;
  }

  /** The types that Kubernetes gives an order. */
  private static int compare(Object a, Object b) throws CelEvaluationException {
    return switch (a) {
      case Long left when b instanceof Long right -> left.compareTo(right);
      case UnsignedLong left when b instanceof UnsignedLong right -> left.compareTo(right);
      case Number left when b instanceof Number right ->
          Double.compare(left.doubleValue(), right.doubleValue());
      case String left when b instanceof String right -> left.compareTo(right);
      case Boolean left when b instanceof Boolean right -> left.compareTo(right);
      case Duration left when b instanceof Duration right -> left.compareTo(right);
      case Instant left when b instanceof Instant right -> left.compareTo(right);
      case CelByteString left when b instanceof CelByteString right ->
          Arrays.compareUnsigned(left.toByteArray(), right.toByteArray());
      default -> throw new CelEvaluationException("no such overload");
    };
  }

  private static Object sum(List<?> list) throws CelEvaluationException {
    Object sum = 0L;
    for (Object item : list) {
      sum = sum.equals(0L) ? item : add(sum, item);
    }
    return sum;
  }

  private static Object add(Object a, Object b) throws CelEvaluationException {
    try {
      return switch (a) {
        case Long left when b instanceof Long right -> Math.addExact(left, right);
        case UnsignedLong left when b instanceof UnsignedLong right -> add(left, right);
        case Number left when b instanceof Number right -> left.doubleValue() + right.doubleValue();
        case Duration left when b instanceof Duration right -> left.plus(right);
        default -> throw new CelEvaluationException("no such overload");
      };
    } catch (ArithmeticException e) {
      throw new CelEvaluationException("integer overflow", e);
    }
  }

  private static UnsignedLong add(UnsignedLong a, UnsignedLong b) {
    UnsignedLong sum = a.plus(b);
    if (sum.compareTo(a) < 0) {
      throw new ArithmeticException("beyond 64 bits");
    }
    return sum;
  }

  private static int indexOf(List<?> list, Object item) {
    for (int i = 0; i < list.size(); i++) {
      if (Objects.equals(list.get(i), item)) {
        return i;
      }
    }
    return -1;
  }
}
