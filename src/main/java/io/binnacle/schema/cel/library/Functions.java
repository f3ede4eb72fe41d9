package io.binnacle.schema.cel.library;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions in the making: what the checker and what the evaluator know of each. */
final class Functions {
  private final Map<String, List<CelOverloadDecl>> declarations = new LinkedHashMap<>();
  private final Map<String, List<CelFunctionBinding>> bindings = new LinkedHashMap<>();
  private final Map<CelType, Class<?>> classes;

  /**
   * @param classes of the values of types that are none of CEL's own
   */
  Functions(Map<CelType, Class<?>> classes) {
    this.classes = Map.copyOf(classes);
  }

  /** What a function does with arguments of the declared types. */
  @FunctionalInterface
  @Immutable
  interface Body {
    Object apply(Object[] arguments) throws CelEvaluationException;
  }

  /** A function that is called on its first argument: {@code x.f(y)}. */
  Functions member(String name, CelType result, List<CelType> types, Body body) {
    return add(name, CelOverloadDecl.newMemberOverload(id(name, types), result, types), body);
  }

  /** A function that is called by its name: {@code f(x, y)}. */
  Functions global(String name, CelType result, List<CelType> types, Body body) {
    return add(name, CelOverloadDecl.newGlobalOverload(id(name, types), result, types), body);
  }

  private static String id(String name, List<CelType> types) {
    StringBuilder id = new StringBuilder("kubernetes_" + name.replace('.', '_'));
    types.forEach(type -> id.append('_').append(type.name().replaceAll("\\W", "_")));
    return id.toString();
  }

  private Functions add(String name, CelOverloadDecl overload, Body body) {
    declarations.computeIfAbsent(name, key -> new ArrayList<>()).add(overload);
    ImmutableList.Builder<Class<?>> arguments = ImmutableList.builder();
    overload.parameterTypes().forEach(type -> arguments.add(classOf(type)));
    bindings
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(CelFunctionBinding.from(overload.overloadId(), arguments.build(), body::apply));
    return this;
  }

  private Class<?> classOf(CelType type) {
    Class<?> known = classes.get(type);
    return known != null ? known : classOf(type.kind());
  }

  private static Class<?> classOf(CelKind kind) {
    return switch (kind) {
      case STRING -> String.class;
      case INT -> Long.class;
      case BOOL -> Boolean.class;
      case DOUBLE -> Double.class;
      case LIST -> List.class;
      case MAP -> Map.class;
      case DURATION -> Duration.class;
      case TIMESTAMP -> Instant.class;
      default -> Object.class;
    };
  }

  List<CelFunctionDecl> declarations() {
    List<CelFunctionDecl> all = new ArrayList<>();
    declarations.forEach(
        (name, overloads) -> all.add(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
    return all;
  }

  List<CelFunctionBinding> bindings() {
    List<CelFunctionBinding> all = new ArrayList<>();
    bindings.forEach(
        (name, overloads) -> all.addAll(CelFunctionBinding.fromOverloads(name, overloads)));
    return all;
  }
}
