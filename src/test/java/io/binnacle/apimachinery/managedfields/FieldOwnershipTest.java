package io.binnacle.apimachinery.managedfields;

import static io.binnacle.apimachinery.managedfields.TestObject.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldOwnershipTest {
  private static String specOf(String manager, TestObject object) {
    return object.fieldsOf(manager);
  }

  private static ApiException refusal(ThrowingCallable call) {
    return (ApiException) org.assertj.core.api.Assertions.catchThrowable(call);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'replicas':1}                     | {'f:spec':{'f:replicas':{}}}
          {'selector':{'a':'b'}}             | {'f:spec':{'f:selector':{}}}
          {'args':['x']}                     | {'f:spec':{'f:args':{}}}
          {'labels':{'a':'b'}}               | {'f:spec':{'f:labels':{'.':{},'f:a':{}}}}
          {'finalizers':['x']}               | {'f:spec':{'f:finalizers':{'.':{},'v:\\'x\\'':{}}}}
          {'strategy':{'type':'R'}}          | {'f:spec':{'f:strategy':{'.':{},'f:type':{}}}}
          {'free':{'a':[1],'b':{'c':1}}}     | {'f:spec':{'f:free':{'.':{},'f:a':{},'f:b':{'.':{},'f:c':{}}}}}
          {'labels':{}}                      | {'f:spec':{'f:labels':{}}}
          """)
  void whoCreatesOwnsWhatIsNew(String spec, String expected) {
    TestObject object = new TestObject().create("one", spec);
    assertThat(specOf("one", object)).isEqualTo(expected);
    JsonNode entry = object.entry("one");
    assertThat(entry.path("operation").asText()).isEqualTo("Update");
    assertThat(entry.path("time").asText()).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(entry.path("fieldsType").asText()).isEqualTo("FieldsV1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'replicas':1}                     | {'f:spec':{'f:replicas':{}}}
          {'selector':{'a':'b'}}             | {'f:spec':{'f:selector':{}}}
          {'args':['x']}                     | {'f:spec':{'f:args':{}}}
          {'labels':{'a':'b'}}               | {'f:spec':{'f:labels':{'f:a':{}}}}
          {'finalizers':['x']}               | {'f:spec':{'f:finalizers':{'v:\\'x\\'':{}}}}
          {'strategy':{'type':'R'}}          | {'f:spec':{'f:strategy':{'f:type':{}}}}
          {'containers':[{'name':'c'}]}      | {'f:spec':{'f:containers':{'k:{\\'name\\':\\'c\\'}':{'.':{},'f:name':{}}}}}
          {'labels':{}}                      | {'f:spec':{'f:labels':{}}}
          {'replicas':null}                  | {'f:spec':{'f:replicas':{}}}
          {}                                 | {'f:spec':{}}
          """)
  void whoAppliesOwnsWhatIsApplied(String spec, String expected) {
    TestObject object = new TestObject().apply("one", spec);
    assertThat(specOf("one", object)).isEqualTo(expected);
    assertThat(object.entry("one").path("operation").asText()).isEqualTo("Apply");
  }

  @Test
  void aKeyThatIsLeftOutHasItsDefault() {
    TestObject object =
        new TestObject().apply("one", "{'containers':[{'name':'c','ports':[{'port':80}]}]}");
    assertThat(specOf("one", object)).contains("k:{\\'port\\':80,\\'protocol\\':\\'TCP\\'}");
    object.apply(
        "two", "{'containers':[{'name':'c','ports':[{'port':80,'protocol':'TCP','name':'x'}]}]}");
    assertThat(object.spec().at("/containers/0/ports")).hasSize(1);
  }

  @Test
  void nobodyOwnsTheIdentityAndTheStatus() {
    TestObject object = new TestObject().create("one", "{'replicas':1}");
    assertThat(specOf("one", object)).doesNotContain("f:metadata", "f:kind", "f:status");
  }

  @Test
  void anUpdateTakesWhatItChangesFromAllOthers() {
    TestObject object =
        new TestObject()
            .apply("one", "{'replicas':1,'paused':true}")
            .update("two", "{'replicas':2,'paused':true}");
    assertThat(specOf("one", object)).isEqualTo("{'f:spec':{'f:paused':{}}}");
    assertThat(specOf("two", object)).isEqualTo("{'f:spec':{'f:replicas':{}}}");
  }

  @Test
  void whatAnUpdateRemovesIsNobodysAndEmptyEntriesGo() {
    TestObject object =
        new TestObject()
            .apply("one", "{'replicas':1}")
            .apply("two", "{'paused':true}")
            .update("three", "{'paused':true}");
    assertThat(object.entries()).hasSize(1);
    assertThat(specOf("two", object)).isEqualTo("{'f:spec':{'f:paused':{}}}");
  }

  @Test
  void anUpdateThatChangesNothingLeavesTheListAsItIs() {
    TestObject object = new TestObject().create("one", "{'replicas':1}");
    JsonNode before = object.entries();
    object.update("two", "{'replicas':1}");
    assertThat(object.entries()).isSameAs(before);
  }

  @Test
  void oneManagersUpdatesAreOneEntryPerVersion() {
    TestObject object =
        new TestObject()
            .create("one", "{'replicas':1}")
            .update("one", "{'replicas':1,'paused':true}")
            .update("one", "example.com/v2", "{'replicas':1,'paused':false}");
    assertThat(object.entries()).hasSize(2);
    assertThat(object.entries().get(0).path("time").asText()).isEqualTo("2026-01-01T00:02:00Z");
    assertThat(object.fieldsOf("one"))
        .isEqualTo("{'f:spec':{'f:replicas':{}}}{'f:spec':{'f:paused':{}}}");
  }

  @Test
  void anOwnerThroughAVersionThatIsGoneIsForgotten() {
    TestObject object = new TestObject().create("one", "{'replicas':1}");
    object.send(
        "one",
        Json.mapper()
            .createArrayNode()
            .add(
                json(
                    "{'manager':'old','operation':'Update','apiVersion':'example.com/v0',"
                        + "'fieldsType':'FieldsV1','fieldsV1':{'f:spec':{'f:replicas':{}}}}")));
    assertThat(object.entries()).hasSize(1);
    object.update("two", "{'replicas':2}");
    assertThat(object.entries()).hasSize(1);
    assertThat(specOf("two", object)).isEqualTo("{'f:spec':{'f:replicas':{}}}");
  }

  @Test
  void aWriteOfTheStatusHasAnEntryOfItsOwn() {
    TestObject object = new TestObject().create("one", "{'replicas':1}").updateStatus("one", 1);
    assertThat(object.entries()).hasSize(2);
    assertThat(object.entries().get(1).path("subresource").asText()).isEqualTo("status");
    assertThat(object.fieldsOf("one")).endsWith("{'f:status':{'f:replicas':{}}}");
  }

  @Test
  void appliersConflictOverValuesAndNotOverEqualOnes() {
    TestObject object = new TestObject().apply("one", "{'replicas':1,'paused':true}");
    object.apply("two", "{'replicas':1}");
    assertThat(specOf("two", object)).isEqualTo("{'f:spec':{'f:replicas':{}}}");
    assertThat(object.entry("two").has("time")).isFalse();
    ApiException one = refusal(() -> object.apply("three", "{'paused':false}"));
    assertThat(one).hasMessage("Apply failed with 1 conflict: conflict with \"one\": .spec.paused");
    assertThat(one.code()).isEqualTo(409);
    ApiException many = refusal(() -> object.apply("three", "{'replicas':3,'paused':false}"));
    assertThat(many)
        .hasMessage(
            """
            Apply failed with 3 conflicts: conflicts with "one":
            - .spec.paused
            - .spec.replicas
            conflicts with "two":
            - .spec.replicas\
            """);
    assertThat(many.status().at("/details/causes/2/reason").asText())
        .isEqualTo("FieldManagerConflict");
    assertThat(many.status().at("/details/causes/2/message").asText())
        .isEqualTo("conflict with \"two\"");
    assertThat(many.status().at("/details/causes/2/field").asText()).isEqualTo(".spec.replicas");
    assertThat(many.status().path("details").has("name")).isFalse();
  }

  @Test
  void aConflictWithAnUpdateNamesItsVersionAndSubresource() {
    TestObject object = new TestObject().create("one", "{'replicas':1}");
    assertThat(refusal(() -> object.apply("two", "{'replicas':2}")))
        .hasMessage(
            "Apply failed with 1 conflict: conflict with \"one\" using example.com/v1:"
                + " .spec.replicas");
    assertThat(new ManagerKey("s", Operation.UPDATE, "v1", "scale").describe())
        .isEqualTo("\"s\" with subresource \"scale\" using v1");
  }

  @Test
  void forceTakesWhatOthersOwn() {
    TestObject object =
        new TestObject()
            .apply("one", "{'replicas':1,'paused':true}")
            .force("two", "{'replicas':2}");
    assertThat(object.spec().path("replicas").asInt()).isEqualTo(2);
    assertThat(specOf("one", object)).isEqualTo("{'f:spec':{'f:paused':{}}}");
    assertThat(specOf("two", object)).isEqualTo("{'f:spec':{'f:replicas':{}}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'replicas':1,'paused':true}              | {'paused':true}             | {'paused':true}
          {'labels':{'a':'1','b':'2'}}              | {'labels':{'a':'1'}}        | {'labels':{'a':'1'}}
          {'labels':{'a':'1'},'replicas':1}         | {'replicas':1}              | {'replicas':1}
          {'finalizers':['x','y']}                  | {'finalizers':['y']}        | {'finalizers':['y']}
          {'strategy':{'type':'R'},'replicas':1}    | {'replicas':1}              | {'replicas':1}
          {'strategy':{'type':'R','surge':1}}       | {'strategy':{'surge':1}}    | {'strategy':{'surge':1}}
          {'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'name':'b'}]} | {'containers':[{'name':'b'}]}
          {'args':['x'],'replicas':1}               | {'replicas':1}              | {'replicas':1}
          {'free':{'a':1,'b':2}}                    | {'free':{'b':2}}            | {'free':{'b':2}}
          """)
  void whatAnApplierGivesUpAndNobodyElseOwnsIsRemoved(String first, String second, String left) {
    TestObject object = new TestObject().apply("one", first).apply("one", second);
    assertThat(object.spec()).isEqualTo(json(left));
  }

  @Test
  void whatOthersOwnStaysWhenItsApplierGivesItUp() {
    TestObject shared =
        new TestObject()
            .apply("one", "{'replicas':1}")
            .apply("two", "{'replicas':1}")
            .apply("one", "{}");
    assertThat(shared.spec().path("replicas").asInt()).isEqualTo(1);
    TestObject updated = new TestObject().create("one", "{'replicas':1,'paused':true}");
    updated.apply("one", "{'replicas':1}").apply("one", "{}");
    assertThat(updated.spec().path("replicas").asInt()).isEqualTo(1);
  }

  @Test
  void anItemStaysWithThePartsThatOthersOwn() {
    TestObject object =
        new TestObject()
            .apply("one", "{'containers':[{'name':'c','image':'i'}]}")
            .apply("two", "{'containers':[{'name':'c','ports':[{'port':80}]}]}")
            .apply("one", "{}");
    assertThat(object.spec())
        .isEqualTo(json("{'containers':[{'name':'c','ports':[{'port':80}]}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ['a','b']     | ['c']         | ['a','b','c']
          ['a','b','c'] | ['c','a']     | ['b','c','a']
          ['a','b','c'] | ['b','x']     | ['a','b','c','x']
          ['a','b']     | ['x','a']     | ['x','a','b']
          ['b','x','a'] | ['a','n','b'] | ['x','a','n','b']
          """)
  void theApplierOrdersItsItems(String live, String applied, String expected) {
    TestObject object =
        new TestObject()
            .create("one", "{'finalizers':" + live + "}")
            .apply("two", "{'finalizers':" + applied + "}");
    assertThat(object.spec()).isEqualTo(json("{'finalizers':" + expected + "}"));
  }

  @Test
  void anApplyThatChangesNothingKeepsItsTime() {
    TestObject object = new TestObject().apply("one", "{'replicas':1}");
    String time = object.entry("one").path("time").asText();
    object.apply("one", "{'replicas':1}");
    assertThat(object.entry("one").path("time").asText()).isEqualTo(time);
    object.apply("one", "{'replicas':2}");
    assertThat(object.entry("one").path("time").asText()).isGreaterThan(time);
  }

  @Test
  void whatWasNotTrackedBelongsToWhoeverWasBefore() {
    TestObject object = new TestObject().create("one", "{'replicas':1}");
    object.send("one", Json.mapper().createArrayNode().add(Json.object()));
    assertThat(object.entries().isMissingNode()).isTrue();
    object.update("two", "{'replicas':2}");
    assertThat(object.entries().isMissingNode()).as("not tracked until an apply").isTrue();
    assertThat(refusal(() -> object.apply("three", "{'replicas':3}")))
        .hasMessageContaining("conflict with \"before-first-apply\" using example.com/v1");
    object.apply("three", "{'paused':true}");
    assertThat(specOf("before-first-apply", object)).isEqualTo("{'f:spec':{'f:replicas':{}}}");
  }

  @Test
  void anEmptyListClearsToo() {
    TestObject object = new TestObject().create("one", "{'replicas':1}");
    object.send("one", Json.mapper().createArrayNode());
    assertThat(object.entries().isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'manager':'x','operation':'Other','apiVersion':'v1','fieldsType':'FieldsV1','fieldsV1':{}}",
        "{'manager':'x','operation':'Update','fieldsType':'FieldsV1','fieldsV1':{}}",
        "{'manager':'x','operation':'Update','apiVersion':'v1','fieldsV1':{}}",
        "{'manager':'x','operation':'Update','apiVersion':'v1','fieldsType':'V2','fieldsV1':{}}",
        "{'manager':'x','operation':'Update','apiVersion':'v1','fieldsType':'FieldsV1','fieldsV1':{'x':{}}}"
      })
  void whatCannotBeReadIsAsIfNothingHadBeenSaid(String entry) {
    TestObject object = new TestObject().create("one", "{'replicas':1}");
    JsonNode before = object.entries();
    object.send("two", Json.mapper().createArrayNode().add(json(entry)));
    assertThat(object.entries()).isEqualTo(before);
  }

  @Test
  void aClientMaySayWhoOwnsWhat() {
    TestObject object = new TestObject().create("one", "{'replicas':1}");
    JsonNode moved = object.entries().deepCopy();
    ((com.fasterxml.jackson.databind.node.ObjectNode) moved.get(0)).put("manager", "two");
    object.send("three", moved);
    assertThat(specOf("two", object)).isEqualTo("{'f:spec':{'f:replicas':{}}}");
    assertThat(object.entries()).hasSize(1);
  }

  @Test
  void theOldestUpdatersBecomeOne() {
    TestObject object = new TestObject().create("m0", "{'labels':{'k0':'v'}}");
    StringBuilder labels = new StringBuilder("'k0':'v'");
    for (int i = 1; i <= 12; i++) {
      labels.append(",'k").append(i).append("':'v'");
      object.update("m" + i, "{'labels':{" + labels + "}}");
    }
    assertThat(object.entries()).hasSize(UpdateCap.MAX_UPDATE_MANAGERS);
    assertThat(specOf(UpdateCap.ANCIENT, object)).contains("f:k0", "f:k1", "f:k2", "f:k3");
    assertThat(object.entry(UpdateCap.ANCIENT).path("time").asText())
        .isEqualTo("2026-01-01T00:04:00Z");
    assertThat(StreamSupport.stream(object.entries().spliterator(), false))
        .noneMatch(entry -> entry.path("manager").asText().equals("m3"));
  }

  @Test
  void entriesAreSortedByOperationTimeAndManager() {
    TestObject object =
        new TestObject()
            .create("z", "{'replicas':1}")
            .update("a", "{'replicas':1,'paused':true}")
            .apply("y", "{'limit':1}");
    assertThat(StreamSupport.stream(object.entries().spliterator(), false))
        .extracting(entry -> entry.path("manager").asText())
        .containsExactly("y", "z", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'nope':1}                                   | .spec.nope: field not declared in schema
          {'replicas':'x'}                             | .spec.replicas: expected numeric (int or float), got string
          {'paused':1}                                 | .spec.paused: expected boolean, got &{1}
          {'limit':{}}                                 | .spec.limit: expected any scalar, got &{map[]}
          {'args':'x'}                                 | .spec.args: expected list, got &{x}
          {'labels':['x','y']}                         | .spec.labels: expected map, got &{[x y]}
          {'labels':{'a':1}}                           | .spec.labels.a: expected string, got &value.valueUnstructured{Value:1}
          {'finalizers':['a','a']}                     | .spec.finalizers: duplicate entries for key [="a"]
          {'containers':[{'name':'c'},{'name':'c'}]}   | .spec.containers: duplicate entries for key [name="c"]
          {'containers':[{'image':'c'}]}               | .spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn't have default value)
          {'containers':['c']}                         | .spec.containers: element 0: associative list with keys may not have non-map elements
          {'containers':[null]}                        | .spec.containers: element 0: associative list with keys may not have a null element
          {'finalizers':[{}]}                          | .spec.finalizers: element 0: associative list without keys has an element that's a map type
          {'finalizers':[null]}                        | .spec.finalizers: element 0: associative list without keys has an element that's an explicit null
          """)
  void aConfigurationMustFitItsSchema(String spec, String expected) {
    ApiException refusal = refusal(() -> new TestObject().apply("one", spec));
    assertThat(refusal.code()).isEqualTo(500);
    assertThat(refusal)
        .hasMessage(
            "failed to create typed patch object (/a; example.com/v1, Kind=Test): " + expected);
  }

  @Test
  void severalErrorsAreListed() {
    assertThat(refusal(() -> new TestObject().apply("one", "{'nope':1,'paused':1}")))
        .hasMessageEndingWith(
            """
            errors:
              .spec.nope: field not declared in schema
              .spec.paused: expected boolean, got &{1}\
            """);
  }

  @Test
  void kubectlMovesFromClientSideApplyWithoutConflict() {
    String applied =
        "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Test\",\"spec\":{\"replicas\":1}}";
    TestObject object =
        new TestObject()
            .create("kubectl-client-side-apply", "{'replicas':1,'paused':true}")
            .annotate(LastApplied.ANNOTATION, applied);
    assertThat(refusal(() -> object.apply("other", "{'replicas':2}"))).isNotNull();
    assertThat(refusal(() -> object.apply("kubectl", "{'paused':false}")))
        .as("what the annotation does not have is a conflict")
        .hasMessageContaining(".spec.paused");
    object.apply("kubectl", "{'replicas':2}");
    assertThat(object.spec().path("replicas").asInt()).isEqualTo(2);
    assertThat(object.tree().at("/metadata/annotations").path(LastApplied.ANNOTATION).asText())
        .isEqualTo(
            "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Test\",\"metadata\":{\"name\":\"a\"},"
                + "\"spec\":{\"replicas\":2}}\n");
  }

  @Test
  void whatBecameAtomicIsOwnedAsAWhole() {
    FieldType granular = TestType.struct(Map.of("spec", TestType.mapOf(TestType.TEXT)));
    FieldType atomic = TestType.struct(Map.of("spec", TestType.atomicMap()));
    FieldSet before = FieldsV1.decode(json("{'f:spec':{'f:a':{}}}"));
    FieldSet after = SchemaReconciliation.of(atomic, json("{'spec':{'a':'1','b':'2'}}"), before);
    assertThat(after).hasToString(".spec");
    assertThat(
            SchemaReconciliation.of(granular, json("{'spec':{'a':'1','b':'2'}}"), after).toString())
        .isEqualTo(".spec\n.spec.a\n.spec.b");
  }

  @Test
  void duplicatesInStoredObjectsAreOwnedTogether() {
    FieldSet fields =
        FieldExtraction.of(
            TestType.kind(),
            json("{'spec':{'containers':[{'name':'a','image':'x'},{'name':'a','image':'y'}]}}"));
    assertThat(fields).hasToString(".spec.containers[name=\"a\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          kubectl/v1.30.0 (linux/amd64) | kubectl
          tool.v2/1.0                   | tool.v2
          plain                         | plain
          """)
  void aClientWithoutNameIsItsProgram(String userAgent, String expected) {
    assertThat(FieldWriter.managerOf(userAgent)).isEqualTo(expected);
  }

  @Test
  void namesAreCutAtTheirLimitAndUnprintableCharactersLeftOut() {
    assertThat(FieldWriter.managerOf("a\tb\u200bc/1")).isEqualTo("abc");
    assertThat(FieldWriter.managerOf("ä".repeat(100))).isEqualTo("ä".repeat(64));
    assertThat(FieldWriter.managerOf("")).isEmpty();
    TestObject object = new TestObject().create("", "{'replicas':1}");
    assertThat(object.entries().get(0).path("manager").asText()).isEqualTo("unknown");
  }

  @Test
  void timesAloneAreNoDifference() {
    JsonNode a = new TestObject().create("one", "{'replicas':1}").entries();
    JsonNode b = a.deepCopy();
    ((com.fasterxml.jackson.databind.node.ObjectNode) b.get(0)).put("time", "2027-01-01T00:00:00Z");
    assertThat(FieldOwnership.sameButTimes(a, b)).isTrue();
    ((com.fasterxml.jackson.databind.node.ObjectNode) b.get(0)).put("manager", "two");
    assertThat(FieldOwnership.sameButTimes(a, b)).isFalse();
    assertThat(FieldOwnership.unusable(a)).isNull();
    assertThat(FieldOwnership.unusable(Json.mapper().createArrayNode().add(1))).isNotNull();
  }

  @Test
  void aConfigurationOfAnotherTypeIsRefusedBeforeAnythingIsRead() {
    assertThatThrownBy(() -> new TestObject().apply("one", "{'containers':{}}"))
        .hasMessageContaining("expected list, got &{map[]}");
  }
}
