package io.binnacle.schema.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what one evaluation costs, and ends it at the limit. Used once, by one thread. */
final class RunCost implements CelEvaluationListener {
  /** How the message of an evaluation begins that cost too much. */
  static final String EXCEEDED = "operation cancelled: actual cost limit exceeded";

  /** About a tenth of a second. */
  private static final long LIMIT = 1_000_000;

  private final Map<Long, Long> sizes = new HashMap<>();
  private long total;

  private static final class LimitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LimitException() {
      super(EXCEEDED, null, false, false);
    }
  }

  long total() {
    return total;
  }

  boolean isExceeded() {
    return total > LIMIT;
  }

  @Override
  public void callback(CelExpr expression, Object value) {
    sizes.put(expression.id(), size(value));
    total = Costs.plus(total, cost(expression));
    if (isExceeded()) {
      throw new LimitException();
    }
  }

  private long cost(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT, SELECT -> Costs.VARIABLE_OR_FIELD;
      case CALL -> Costs.call(expression.call().function(), argumentSizes(expression.call()));
      case LIST -> Costs.LIST;
      case MAP -> Costs.MAP;
      case STRUCT -> Costs.STRUCT;
      default -> 0;
    };
  }

  private long[] argumentSizes(CelExpr.CelCall call) {
    List<CelExpr> arguments = new ArrayList<>();
    call.target().ifPresent(arguments::add);
    arguments.addAll(call.args());
    long[] all = new long[arguments.size()];
    for (int i = 0; i < all.length; i++) {
      CelExpr argument = arguments.get(i);
      all[i] =
          argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT
              ? size(CelLiterals.value(argument.constant()))
              : sizes.getOrDefault(argument.id(), 1L);
    }
    return all;
  }

  private static long size(Object value) {
    return switch (value) {
      case String text -> text.length();
      case Collection<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case CelByteString bytes -> bytes.size();
      default -> 1;
    };
  }
}
