package io.binnacle.apimachinery.managedfields;

import static io.binnacle.apimachinery.managedfields.TestObject.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.runtime.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSetTest {
  private static FieldSet set(String fields) {
    return FieldsV1.decode(json(fields));
  }

  private static String text(FieldSet set) {
    return Json.writeText(FieldsV1.encode(set)).replace('"', '\'');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'f:a':{}}",
        "{'f:a':{'f:b':{}}}",
        "{'f:a':{'.':{},'f:b':{}}}",
        "{'f:l':{'v:1':{},'v:3':{}}}",
        "{'f:l':{'i:0':{},'i:5':{'f:x':{}}}}"
      })
  void theEncodedFormIsReadAndWritten(String fields) {
    assertThat(text(set(fields))).isEqualTo(fields);
  }

  @Test
  void keysOfItemsAreSortedAndNumbersHaveOneForm() {
    FieldSet canonical =
        FieldsV1.decode(
            Json.readTrusted(
                "{\"f:ports\":{\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{}}}"));
    FieldSet other =
        FieldsV1.decode(
            Json.readTrusted(
                "{\"f:ports\":{\"k:{\\\"protocol\\\":\\\"TCP\\\",\\\"containerPort\\\":80.0}\":{}}}"));
    assertThat(other).isEqualTo(canonical);
    assertThat(Json.writeText(FieldsV1.encode(other)))
        .contains("k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}");
    assertThat(canonical).hasToString(".ports[containerPort=80,protocol=\"TCP\"]");
  }

  @Test
  void valuesAreEscapedAsGoEscapesThem() {
    assertThat(new PathElement.Value(Json.mapper().getNodeFactory().textNode("a<b>&c")).encoded())
        .isEqualTo("v:\"a\\u003cb\\u003e\\u0026c\"");
  }

  @Test
  void stepsAreOrderedByKindThenValue() {
    FieldSet set =
        FieldSet.of(
            java.util.List.of(PathElement.parse("i:1")),
            java.util.List.of(PathElement.parse("v:\"b\"")),
            java.util.List.of(PathElement.parse("v:10")),
            java.util.List.of(PathElement.parse("v:9")),
            java.util.List.of(PathElement.parse("k:{\"name\":\"a\"}")),
            java.util.List.of(PathElement.parse("f:z")),
            java.util.List.of(PathElement.parse("f:a")));
    assertThat(set.toString().lines())
        .containsExactly(".a", ".z", "[name=\"a\"]", "[=9]", "[=10]", "[=\"b\"]", "[1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'x:a':{}}",
        "{'a':{}}",
        "{'fa':{}}",
        "{'v:{':{}}",
        "{'k:1':{}}",
        "{'i:x':{}}",
        "{'f:a':1}"
      })
  void whatIsNoSetIsRefused(String fields) {
    assertThatThrownBy(() -> set(fields)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          union               | {'f:a':{}}                  | {'f:b':{}}          | {'f:a':{},'f:b':{}}
          union               | {'f:a':{}}                  | {'f:a':{'f:b':{}}}  | {'f:a':{'.':{},'f:b':{}}}
          union               | {}                          | {'f:b':{}}          | {'f:b':{}}
          intersection        | {'f:a':{'.':{},'f:b':{}}}   | {'f:a':{'f:b':{}}}  | {'f:a':{'f:b':{}}}
          intersection        | {'f:a':{}}                  | {'f:a':{'f:b':{}}}  | {}
          difference          | {'f:a':{'.':{},'f:b':{}}}   | {'f:a':{}}          | {'f:a':{'f:b':{}}}
          difference          | {'f:a':{'f:b':{}}}          | {'f:a':{'f:b':{}}}  | {}
          difference          | {'f:a':{}}                  | {'f:a':{'f:b':{}}}  | {'f:a':{}}
          recursiveDifference | {'f:a':{'.':{},'f:b':{}}}   | {'f:a':{}}          | {}
          recursiveDifference | {'f:a':{'f:b':{},'f:c':{}}} | {'f:a':{'f:b':{}}}  | {'f:a':{'f:c':{}}}
          recursiveDifference | {'f:a':{}}                  | {'f:a':{'f:b':{}}}  | {'f:a':{}}
          """)
  void setsAreCombined(String operation, String left, String right, String expected) {
    FieldSet a = set(left);
    FieldSet b = set(right);
    FieldSet result =
        switch (operation) {
          case "union" -> a.union(b);
          case "intersection" -> a.intersection(b);
          case "difference" -> a.difference(b);
          default -> a.recursiveDifference(b);
        };
    assertThat(text(result)).isEqualTo(expected);
  }

  @Test
  void anOperationWithoutEffectReturnsTheSameSet() {
    FieldSet set = set("{'f:a':{'.':{},'f:b':{}},'f:c':{}}");
    assertThat(set.difference(set("{'f:d':{}}"))).isSameAs(set);
    assertThat(set.union(set("{'f:c':{}}"))).isSameAs(set);
    assertThat(set.intersection(set("{'f:a':{'.':{},'f:b':{}},'f:c':{},'f:d':{}}"))).isSameAs(set);
    assertThat(set.withStructures(FieldType.DEDUCED)).isSameAs(set);
  }

  @Test
  void membersAreFound() {
    FieldSet set = set("{'f:a':{'.':{},'f:b':{}},'f:c':{'f:d':{}}}");
    assertThat(set.contains(FieldSet.path("a"))).isTrue();
    assertThat(set.contains(FieldSet.path("a", "b"))).isTrue();
    assertThat(set.contains(FieldSet.path("c"))).isFalse();
    assertThat(set.contains(FieldSet.path("c", "d"))).isTrue();
    assertThat(set.contains(FieldSet.path("x"))).isFalse();
    assertThat(set.size()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'f:a':{'f:b':{}}}        | {'f:a':{'f:c':{}}}  | false
          {'f:a':{'f:b':{}}}        | {'f:a':{'f:b':{}}}  | true
          {'f:a':{}}                | {'f:a':{'f:b':{}}}  | true
          {'f:a':{'f:b':{}}}        | {'f:a':{}}          | true
          {'f:b':{}}                | {'f:a':{}}          | false
          """)
  void overlapsAreSeenWithoutDecoding(String stored, String changes, boolean expected) {
    assertThat(FieldsV1.mayOverlap(json(stored), set(changes))).isEqualTo(expected);
  }
}
