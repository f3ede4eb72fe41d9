package io.binnacle.apimachinery.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
  private static String diff(String before, String now) {
    return UnifiedDiff.of(before.lines().toList(), now.lines().toList());
  }

  @Test
  void equalTextsHaveNone() {
    assertThat(diff("a\nb", "a\nb")).isEmpty();
    assertThat(diff("", "")).isEmpty();
  }

  @Test
  void showsThreeLinesAroundAChange() {
    assertThat(diff("a\nb\nc\nd\ne\nf\ng\nh\ni", "a\nb\nc\nd\nX\nf\ng\nh\ni"))
        .isEqualTo("@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+X\n f\n g\n h\n");
    assertThat(diff("a\nb", "b")).isEqualTo("@@ -1,2 +1 @@\n-a\n b\n");
    assertThat(diff("", "a")).isEqualTo("@@ -0,0 +1 @@\n+a\n");
    assertThat(diff("a", "")).isEqualTo("@@ -1 +0,0 @@\n-a\n");
  }

  @Test
  void changesThatAreFarApartAreToldApart() {
    List<String> before = IntStream.range(0, 20).mapToObj(i -> "line " + i).toList();
    List<String> now =
        before.stream().map(line -> line.matches("line (2|15)") ? line + "!" : line).toList();
    assertThat(UnifiedDiff.of(before, now).lines().filter(line -> line.startsWith("@@")))
        .containsExactly("@@ -1,6 +1,6 @@", "@@ -13,7 +13,7 @@");
    assertThat(diff("a\n1\n2\n3\n4\n5\n6\nb", "A\n1\n2\n3\n4\n5\n6\nB").lines()).hasSize(11);
  }

  @Test
  void longTextsOfEqualLinesAreComparedToo() {
    List<String> before = Collections.nCopies(300, "same");
    List<String> now = Collections.nCopies(301, "same");
    assertThat(UnifiedDiff.of(before, now))
        .isEqualTo("@@ -298,3 +298,4 @@\n same\n same\n same\n+same\n");
  }

  @Test
  void showsStructuresAsIndentedJson() {
    InternalForm form =
        InternalForm.empty()
            .texts("Name")
            .structure("Resources", InternalForm.empty().optional("Limits", "Requests"))
            .nested("Selector", InternalForm.empty().omitted("matchLabels"))
            .flags("Open");
    assertThat(
            form.diff(
                Json.readTrusted("{\"name\":\"a<b\",\"selector\":{}}"),
                Json.readTrusted(
                    """
                    {"name":"a<b","open":true,"resources":{"requests":{"memory":"1","cpu":"2"}},
                     "selector":{"matchLabels":{"x":"y"}}}
                    """)))
        .isEqualTo(
            """
            @@ -2,8 +2,15 @@
              "Name": "a\\u003cb",
              "Resources": {
               "Limits": null,
            -  "Requests": null
            +  "Requests": {
            +   "cpu": "2",
            +   "memory": "1"
            +  }
              },
            - "Selector": {},
            - "Open": false
            + "Selector": {
            +  "matchLabels": {
            +   "x": "y"
            +  }
            + },
            + "Open": true
             }
            """);
  }
}
