package io.binnacle.schema.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The most that an expression can cost, given how large the schema lets values be. Used once, by
 * one thread.
 */
final class CostEstimate {
  private final Map<String, Sized> variables = new HashMap<>();

  /**
   * What a part costs, and what is known of its value.
   *
   * @param size the most characters, items or entries
   * @param type null where no schema tells it
   */
  private record Sized(long cost, long size, @Nullable DeclaredType type) {
    static Sized of(long cost, @Nullable DeclaredType type) {
      return new Sized(cost, type == null ? 1 : type.maxElements(), type);
    }

    Sized costing(long other) {
      return new Sized(other, size, type);
    }
  }

  private CostEstimate(DeclaredType self) {
    variables.put("self", Sized.of(Costs.VARIABLE_OR_FIELD, self));
    variables.put("oldSelf", Sized.of(Costs.VARIABLE_OR_FIELD, self));
  }

  static long of(Expression expression, DeclaredType self) {
    return new CostEstimate(self).visit(expression.tree().getExpr()).cost();
  }

  private Sized visit(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> literal(expression);
      case IDENT ->
          variables
              .getOrDefault(expression.ident().name(), new Sized(0, 1, null))
              .costing(Costs.VARIABLE_OR_FIELD);
      case SELECT -> select(expression.select());
      case CALL -> call(expression.call());
      case LIST -> list(expression.list());
      case MAP -> map(expression.map());
      case COMPREHENSION -> comprehension(expression.comprehension());
      default -> new Sized(Costs.STRUCT, 1, null);
    };
  }

  private static Sized literal(CelExpr expression) {
    long size =
        switch (CelLiterals.value(expression.constant())) {
          case String text -> text.length();
          case CelByteString bytes -> bytes.size();
          default -> 1;
        };
    return new Sized(0, size, null);
  }

  private Sized select(CelExpr.CelSelect select) {
    Sized operand = visit(select.operand());
    long cost = Costs.plus(operand.cost(), Costs.VARIABLE_OR_FIELD);
    if (select.testOnly() || operand.type() == null) {
      return new Sized(cost, 1, null);
    }
    DeclaredType field = operand.type().fields().get(select.field());
    return Sized.of(cost, field == null ? operand.type().element() : field);
  }

  private Sized list(CelExpr.CelList list) {
    long cost = Costs.LIST;
    for (CelExpr element : list.elements()) {
      cost = Costs.plus(cost, visit(element).cost());
    }
    return new Sized(cost, list.elements().size(), null);
  }

  private Sized map(CelExpr.CelMap map) {
    long cost = Costs.MAP;
    for (CelExpr.CelMap.Entry entry : map.entries()) {
      cost = Costs.plus(cost, Costs.plus(visit(entry.key()).cost(), visit(entry.value()).cost()));
    }
    return new Sized(cost, map.entries().size(), null);
  }

  private Sized call(CelExpr.CelCall call) {
    List<Sized> arguments = new ArrayList<>();
    call.target().map(this::visit).ifPresent(arguments::add);
    call.args().forEach(argument -> arguments.add(visit(argument)));
    if (call.function().equals("_?_:_")) {
      return choice(arguments);
    }
    long cost = 0;
    for (Sized argument : arguments) {
      cost = Costs.plus(cost, argument.cost());
    }
    long[] sizes = arguments.stream().mapToLong(Sized::size).toArray();
    cost = Costs.plus(cost, Costs.call(call.function(), sizes));
    return result(call.function(), arguments, cost);
  }

  private static Sized choice(List<Sized> arguments) {
    Sized yes = arguments.get(1);
    Sized no = arguments.get(2);
    return new Sized(
        Costs.plus(arguments.getFirst().cost(), Math.max(yes.cost(), no.cost())),
        Math.max(yes.size(), no.size()),
        yes.type() == null ? no.type() : yes.type());
  }

  /** What is known of the value that a call returns. */
  private static Sized result(String function, List<Sized> arguments, long cost) {
    if (arguments.isEmpty()) {
      return new Sized(cost, 1, null);
    }
    Sized first = arguments.getFirst();
    DeclaredType type = first.type();
    return switch (function) {
      case "_[_]", "_[?_]" -> Sized.of(cost, type == null ? null : type.element());
      case "_?._" -> Sized.of(cost, null);
      case "_+_" -> new Sized(cost, Costs.plus(first.size(), arguments.getLast().size()), type);
      case "orValue",
          "value",
          "dyn",
          "optional.of",
          "lowerAscii",
          "upperAscii",
          "trim",
          "substring",
          "replace",
          "split",
          "string",
          "bytes",
          "find",
          "findAll" ->
          new Sized(cost, first.size(), type);
      default -> new Sized(cost, 1, null);
    };
  }

  /** A loop: its steps as often as the range has items. */
  private Sized comprehension(CelExpr.CelComprehension loop) {
    Sized range = visit(loop.iterRange());
    Sized start = visit(loop.accuInit());
    DeclaredType type = range.type();
    DeclaredType element = type == null ? null : type.element();
    boolean keys = type != null && type.format() == DeclaredType.Format.MAP;
    Map<String, Sized> outer = new HashMap<>(variables);
    Sized item = keys && loop.iterVar2().isEmpty() ? new Sized(1, 1, null) : Sized.of(1, element);
    variables.put(loop.iterVar(), loop.iterVar2().isEmpty() ? item : new Sized(1, 1, null));
    if (!loop.iterVar2().isEmpty()) {
      variables.put(loop.iterVar2(), item);
    }
    variables.put(loop.accuVar(), new Sized(1, 1, null));
    long step = Costs.plus(visit(loop.loopCondition()).cost(), visit(loop.loopStep()).cost());
    long result = visit(loop.result()).cost();
    variables.clear();
    variables.putAll(outer);
    long cost = Costs.plus(Costs.plus(range.cost(), start.cost()), result);
    cost = Costs.plus(cost, Costs.times(range.size(), step));
    return new Sized(cost, range.size(), null);
  }
}
