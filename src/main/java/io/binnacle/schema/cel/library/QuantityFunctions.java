package io.binnacle.schema.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import io.binnacle.apimachinery.resource.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Quantities, such as 500m and 2Gi. */
final class QuantityFunctions {
  static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");

  private QuantityFunctions() {}

  static void addTo(Functions functions) {
    functions
        .global("quantity", QUANTITY, List.of(SimpleType.STRING), a -> parse((String) a[0]))
        .global(
            "isQuantity",
            SimpleType.BOOL,
            List.of(SimpleType.STRING),
            a -> tryParse((String) a[0]).isPresent())
        .member("sign", SimpleType.INT, List.of(QUANTITY), a -> (long) quantity(a[0]).signum())
        .member("isInteger", SimpleType.BOOL, List.of(QUANTITY), a -> isInteger(quantity(a[0])))
        .member("asInteger", SimpleType.INT, List.of(QUANTITY), a -> asInteger(quantity(a[0])))
        .member(
            "asApproximateFloat",
            SimpleType.DOUBLE,
            List.of(QUANTITY),
            a -> quantity(a[0]).amount().doubleValue())
        .member("isLessThan", SimpleType.BOOL, List.of(QUANTITY, QUANTITY), a -> compare(a) < 0)
        .member("isGreaterThan", SimpleType.BOOL, List.of(QUANTITY, QUANTITY), a -> compare(a) > 0)
        .member("compareTo", SimpleType.INT, List.of(QUANTITY, QUANTITY), a -> (long) compare(a));
    addArithmetic(functions);
  }

  private static void addArithmetic(Functions functions) {
    functions
        .member(
            "add", QUANTITY, List.of(QUANTITY, QUANTITY), a -> quantity(a[0]).plus(quantity(a[1])))
        .member(
            "add",
            QUANTITY,
            List.of(QUANTITY, SimpleType.INT),
            a -> quantity(a[0]).plus(Quantity.ofCount((long) a[1])))
        .member(
            "sub", QUANTITY, List.of(QUANTITY, QUANTITY), a -> quantity(a[0]).minus(quantity(a[1])))
        .member(
            "sub",
            QUANTITY,
            List.of(QUANTITY, SimpleType.INT),
            a -> quantity(a[0]).minus(Quantity.ofCount((long) a[1])));
  }

  private static Quantity quantity(Object value) {
    return (Quantity) value;
  }

  private static int compare(Object[] arguments) {
    return Integer.signum(quantity(arguments[0]).compareTo(quantity(arguments[1])));
  }

  private static boolean isInteger(Quantity quantity) {
    return whole(quantity).isPresent();
  }

  private static Optional<Long> whole(Quantity quantity) {
    BigDecimal amount = quantity.amount();
    boolean fits =
        amount.precision() - amount.scale() <= 19 && amount.stripTrailingZeros().scale() <= 0;
    if (!fits) {
      return Optional.empty();
    }
    return amount.toBigInteger().bitLength() < Long.SIZE
        ? Optional.of(amount.longValue())
        : Optional.empty();
  }

  private static long asInteger(Quantity quantity) throws CelEvaluationException {
    return whole(quantity)
        .orElseThrow(
            () -> new CelEvaluationException("cannot convert value to integer: " + quantity));
  }

  private static Optional<Quantity> tryParse(String text) {
    try {
      return Optional.of(Quantity.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Quantity parse(String text) throws CelEvaluationException {
    try {
      return Quantity.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CelEvaluationException(String.valueOf(e.getMessage()), e);
    }
  }
}
