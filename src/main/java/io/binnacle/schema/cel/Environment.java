package io.binnacle.schema.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import io.binnacle.schema.cel.library.KubernetesLibraries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * CEL as Kubernetes has it: the standard functions, optional values, the extensions for texts and
 * sets, and Kubernetes' own libraries. Made once, with the first rule.
 */
final class Environment {
  private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)$");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(mismatched input|extraneous input|no viable alternative|token recognition|missing ).*",
          Pattern.DOTALL);

  private final CelCompiler compiler;
  private final CelRuntime runtime;

  private static final class Holder {
    static final Environment KUBERNETES = new Environment();
  }

  static Environment kubernetes() {
    return Holder.KUBERNETES;
  }

  private Environment() {
    CelOptions options =
        CelOptions.current()
            .enableReservedIds(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .enableUnsignedLongs(true)
            .enableHeterogeneousNumericComparisons(true)
            .enableTimestampEpoch(true)
            .build();
    CelStringExtensions texts = CelExtensions.strings(CelStringExtensions.Function.values());
    KubernetesLibraries libraries = new KubernetesLibraries();
    compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(options)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(
                CelExtensions.optional(),
                texts,
                CelExtensions.sets(options),
                CelExtensions.comprehensions())
            .addFunctionDeclarations(libraries.declarations())
            .build();
    // The planner of this library would copy an object each time that a variable is named.
    runtime =
        CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(options)
            .setStandardEnvironmentEnabled(false)
            .setStandardFunctions(
                CelStandardFunctions.newBuilder()
                    .filterFunctions((function, overload) ->
                        function != StandardFunction.EQUALS
                            && function != StandardFunction.NOT_EQUALS
                            && overload != AddOverload.ADD_LIST)
                    .build())
            .addLibraries(
                CelExtensions.optional(),
                texts,
                CelExtensions.sets(options),
                CelExtensions.comprehensions())
            .addFunctionBindings(equality())
            .addFunctionBindings(libraries.bindings())
            .build();
  }

  private static List<CelFunctionBinding> equality() {
    List<CelFunctionBinding> bindings = new ArrayList<>();
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "_==_", CelFunctionBinding.from("equals", Object.class, Object.class, Equality::same)));
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "_!=_",
            CelFunctionBinding.from(
                "not_equals", Object.class, Object.class, (a, b) -> !Equality.same(a, b))));
    bindings.add(CelFunctionBinding.from("add_list", List.class, List.class, Equality::sum));
    return bindings;
  }

  /** Where an expression stands: the variables it may use. */
  Scope scope(Map<String, CelType> variables, DeclaredTypes types) {
    var builder = compiler.toCompilerBuilder().setTypeProvider(types);
    variables.forEach(builder::addVar);
    return new Scope(builder.build());
  }

  /** The variables of a rule at a value of the type. */
  Scope scopeOf(DeclaredType self, DeclaredTypes types, boolean optionalOldSelf) {
    CelType old = optionalOldSelf ? OptionalType.create(self.celType()) : self.celType();
    return scope(Map.of("self", self.celType(), "oldSelf", old), types);
  }

  /** Compiles expressions over the same variables. */
  final class Scope {
    private final CelCompiler scoped;

    private Scope(CelCompiler scoped) {
      this.scoped = scoped;
    }

    /**
     * @throws CompilationException where the text is no expression of these variables; its message
     *     shows each place
     */
    Expression compile(String text) throws CompilationException {
      CelValidationResult checked = scoped.compile(text);
      try {
        CelAbstractSyntaxTree tree = checked.getAst();
        return new Expression(tree, runtime.createProgram(tree));
      } catch (CelValidationException e) {
        throw new CompilationException(describe(checked), e);
      } catch (CelEvaluationException e) {
        throw new CompilationException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** In the words of the implementation that clients know. */
  private static String describe(CelValidationResult result) {
    return result.getErrors().stream()
        .map(issue -> withKnownWords(issue).toDisplayString(result.getSource()))
        .collect(Collectors.joining("\n"));
  }

  private static CelIssue withKnownWords(CelIssue issue) {
    String message = CANDIDATES.matcher(issue.getMessage()).replaceFirst("");
    boolean syntax = SYNTAX.matcher(message).matches();
    return CelIssue.formatError(
        issue.getExprId(),
        issue.getSourceLocation(),
        syntax ? "Syntax error: " + message : message);
  }

  /** An expression that cannot be compiled. */
  static final class CompilationException extends Exception {
    private static final long serialVersionUID = 1;

    CompilationException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
