package io.binnacle.schema.cel.library;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.List;

/** Functions that find matches of regular expressions. */
final class RegexFunctions {
  private RegexFunctions() {}

  static void addTo(Functions functions) {
    ListType texts = ListType.create(SimpleType.STRING);
    functions
        .member(
            "find",
            SimpleType.STRING,
            List.of(SimpleType.STRING, SimpleType.STRING),
            a -> {
              List<String> found = find(a, 1);
              return found.isEmpty() ? "" : found.getFirst();
            })
        .member("findAll", texts, List.of(SimpleType.STRING, SimpleType.STRING), a -> find(a, -1))
        .member(
            "findAll",
            texts,
            List.of(SimpleType.STRING, SimpleType.STRING, SimpleType.INT),
            a -> find(a, (long) a[2]));
  }

  private static List<String> find(Object[] arguments, long limit) throws CelEvaluationException {
    List<String> found = new ArrayList<>();
    try {
      Matcher matcher = Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
      while ((limit < 0 || found.size() < limit) && matcher.find()) {
        found.add(matcher.group());
      }
      return found;
    } catch (PatternSyntaxException e) {
      throw new CelEvaluationException("Illegal regex: " + e.getMessage(), e);
    }
  }
}
