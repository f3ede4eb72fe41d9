package io.binnacle.schema.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compiled expression. Immutable; safe for any thread. */
final class Expression {
  private final CelAbstractSyntaxTree tree;
  private final CelRuntime.Program program;

  Expression(CelAbstractSyntaxTree tree, CelRuntime.Program program) {
    this.tree = tree;
    this.program = program;
  }

  /**
   * What came of an evaluation.
   *
   * @param value null where there was an error
   * @param error empty where there is a value
   */
  record Outcome(@Nullable Object value, String error, long cost) {
    boolean failed() {
      return !error.isEmpty();
    }
  }

  CelAbstractSyntaxTree tree() {
    return tree;
  }

  CelType resultType() {
    return tree.getResultType();
  }

  boolean uses(String variable) {
    return tree.getReferenceMap().values().stream()
        .anyMatch(reference -> reference.name().equals(variable));
  }

  Outcome evaluate(Map<String, Object> variables) {
    RunCost cost = new RunCost();
    try {
      Object value = program.trace(variables, cost);
      return new Outcome(value, "", cost.total());
    } catch (CelEvaluationException | RuntimeException e) {
      // Library code fails with exceptions of its own; none of them is the server's fault.
      String error = cost.isExceeded() ? RunCost.EXCEEDED : EvaluationErrors.describe(e);
      return new Outcome(null, error, cost.total());
    }
  }
}
