package io.binnacle.schema.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Optional;

/** Semantic versions (KEP-4762 brought them to Kubernetes' CEL). */
final class SemanticVersionFunctions {
  static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");

  private SemanticVersionFunctions() {}

  static void addTo(Functions functions) {
    CelType text = SimpleType.STRING;
    CelType flag = SimpleType.BOOL;
    functions
        .global("semver", SEMVER, List.of(text), a -> parse((String) a[0], false))
        .global("semver", SEMVER, List.of(text, flag), a -> parse((String) a[0], (boolean) a[1]))
        .global("isSemver", flag, List.of(text), a -> tryParse((String) a[0], false).isPresent())
        .global(
            "isSemver",
            flag,
            List.of(text, flag),
            a -> tryParse((String) a[0], (boolean) a[1]).isPresent())
        .member("major", SimpleType.INT, List.of(SEMVER), a -> version(a[0]).major())
        .member("minor", SimpleType.INT, List.of(SEMVER), a -> version(a[0]).minor())
        .member("patch", SimpleType.INT, List.of(SEMVER), a -> version(a[0]).patch())
        .member("isLessThan", flag, List.of(SEMVER, SEMVER), a -> compare(a) < 0)
        .member("isGreaterThan", flag, List.of(SEMVER, SEMVER), a -> compare(a) > 0)
        .member("compareTo", SimpleType.INT, List.of(SEMVER, SEMVER), a -> (long) compare(a));
  }

  private static SemanticVersion version(Object value) {
    return (SemanticVersion) value;
  }

  private static int compare(Object[] arguments) {
    return Integer.signum(version(arguments[0]).compareTo(version(arguments[1])));
  }

  private static Optional<SemanticVersion> tryParse(String text, boolean lenient) {
    return lenient ? SemanticVersion.parseLenient(text) : SemanticVersion.parse(text);
  }

  private static SemanticVersion parse(String text, boolean lenient) throws CelEvaluationException {
    return tryParse(text, lenient)
        .orElseThrow(() -> new CelEvaluationException("No Major.Minor.Patch elements found"));
  }
}
