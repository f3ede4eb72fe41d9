package io.binnacle.apimachinery.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.SchemaPatches;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchesTest {
  private static final PatchSchema POD =
      new SchemaPatches(
          new BuiltInSchemaCatalog().forKind(new GroupVersionKind("", "v1", "Pod")).orElseThrow());

  private static JsonNode json(String text) {
    try {
      return Json.read(text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static ObjectNode object(String text) {
    return (ObjectNode) json(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1}|[{'op':'add','path':'/b','value':{'c':2}}]|{'a':1,'b':{'c':2}}",
        "{'a':[1,3]}|[{'op':'add','path':'/a/1','value':2}]|{'a':[1,2,3]}",
        "{'a':[1]}|[{'op':'add','path':'/a/-','value':2}]|{'a':[1,2]}",
        "{'x/y':1,'m~n':2}|[{'op':'remove','path':'/x~1y'},{'op':'replace','path':'/m~0n','value':3}]"
            + "|{'m~n':3}",
        "{'a':1}|[{'op':'replace','path':'/b','value':2}]|{'a':1,'b':2}",
        "{'a':{'b':1}}|[{'op':'move','from':'/a/b','path':'/c'}]|{'a':{},'c':1}",
        "{'a':{'b':1}}|[{'op':'test','path':'/a','value':{'b':1}},{'op':'copy','from':'/a','path':'/c'}]"
            + "|{'a':{'b':1},'c':{'b':1}}",
      })
  void appliesJsonPatches(String object, String patch, String expected) {
    assertThat(Patches.json(object(object), json(patch))).isEqualTo(json(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'op':'remove','path':'/b'}]|422",
        "[{'op':'test','path':'/a','value':2}]|422",
        "[{'op':'add','path':'/b/c','value':2}]|422",
        "[{'op':'replace','path':'','value':[]}]|422",
        "{'a':1}|400",
        "['x']|400",
      })
  void refusesJsonPatchesThatDoNotApply(String patch, int code) {
    ObjectNode object = object("{'a':1}");

    assertThatThrownBy(() -> Patches.json(object, json(patch)))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(code));
    assertThat(object).isEqualTo(json("{'a':1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'}|{'a':'c'}|{'a':'c'}",
        "{'a':'b','b':'c'}|{'a':null}|{'b':'c'}",
        "{'a':['b']}|{'a':'c'}|{'a':'c'}",
        "{'a':{'b':'c'}}|{'a':{'b':'d','c':null}}|{'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]}|{'a':[1]}|{'a':[1]}",
        "{'e':null}|{'a':1}|{'e':null,'a':1}",
        "{}|{'a':{'bb':{'ccc':null}}}|{'a':{'bb':{}}}",
        "{'a':'text'}|{'a':{'b':1}}|{'a':{'b':1}}",
      })
  void appliesMergePatches(String object, String patch, String expected) {
    assertThat(Patches.merge(object(object), json(patch))).isEqualTo(json(expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "an item is merged by its key"
            + "|{'spec':{'containers':[{'name':'a','image':'x'},{'name':'b','image':'y'}]}}"
            + "|{'spec':{'containers':[{'name':'b','image':'z'}]}}"
            + "|{'spec':{'containers':[{'name':'a','image':'x'},{'name':'b','image':'z'}]}}",
        "a new item goes before those the patch does not name"
            + "|{'spec':{'containers':[{'name':'a'}]}}"
            + "|{'spec':{'containers':[{'name':'b'}]}}"
            + "|{'spec':{'containers':[{'name':'b'},{'name':'a'}]}}",
        "an item is deleted by its key"
            + "|{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}"
            + "|{'spec':{'containers':[{'$patch':'delete','name':'a'}]}}"
            + "|{'spec':{'containers':[{'name':'b'}]}}",
        "a list is replaced"
            + "|{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}"
            + "|{'spec':{'containers':[{'$patch':'replace'},{'name':'c'}]}}"
            + "|{'spec':{'containers':[{'name':'c'}]}}",
        "an atomic list is replaced"
            + "|{'spec':{'containers':[{'name':'a','args':['1','2']}]}}"
            + "|{'spec':{'containers':[{'name':'a','args':['3']}]}}"
            + "|{'spec':{'containers':[{'name':'a','args':['3']}]}}",
        "values are added to a set"
            + "|{'metadata':{'finalizers':['a','b']}}"
            + "|{'metadata':{'finalizers':['b','c']}}"
            + "|{'metadata':{'finalizers':['a','b','c']}}",
        "values are deleted from a set"
            + "|{'metadata':{'finalizers':['a','b','c']}}"
            + "|{'metadata':{'$deleteFromPrimitiveList/finalizers':['b']}}"
            + "|{'metadata':{'finalizers':['a','c']}}",
        "the patch orders a set"
            + "|{'metadata':{'finalizers':['a','b','c']}}"
            + "|{'metadata':{'$setElementOrder/finalizers':['c','a']}}"
            + "|{'metadata':{'finalizers':['b','c','a']}}",
        "the patch orders a list"
            + "|{'spec':{'containers':[{'name':'a'},{'name':'b'},{'name':'c'}]}}"
            + "|{'spec':{'$setElementOrder/containers':[{'name':'c'},{'name':'b'},{'name':'a'}],"
            + "'containers':[{'name':'b','image':'x'}]}}"
            + "|{'spec':{'containers':[{'name':'c'},{'name':'b','image':'x'},{'name':'a'}]}}",
        "a new list comes in the stated order"
            + "|{'spec':{}}"
            + "|{'spec':{'$setElementOrder/containers':[{'name':'a'},{'name':'b'}],"
            + "'containers':[{'name':'a'},{'name':'b'}]}}"
            + "|{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}",
        "other sources of a volume go"
            + "|{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}"
            + "|{'spec':{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],"
            + "'hostPath':{'path':'/x'}}]}}"
            + "|{'spec':{'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}}",
        "a map is replaced"
            + "|{'metadata':{'labels':{'a':'1','b':'2'}}}"
            + "|{'metadata':{'labels':{'$patch':'replace','c':'3'}}}"
            + "|{'metadata':{'labels':{'c':'3'}}}",
        "a map is emptied"
            + "|{'metadata':{'labels':{'a':'1'}}}"
            + "|{'metadata':{'labels':{'$patch':'delete'}}}"
            + "|{'metadata':{'labels':{}}}",
        "a null deletes"
            + "|{'metadata':{'labels':{'a':'1','b':'2'}}}"
            + "|{'metadata':{'labels':{'a':null,'x':null}}}"
            + "|{'metadata':{'labels':{'b':'2'}}}",
        "what is new has no nulls"
            + "|{}"
            + "|{'metadata':{'labels':{'a':null,'b':'1'}}}"
            + "|{'metadata':{'labels':{'b':'1'}}}",
        "owner references merge by uid"
            + "|{'metadata':{'ownerReferences':[{'uid':'1','name':'a'}]}}"
            + "|{'metadata':{'ownerReferences':[{'uid':'1','$patch':'delete'}]}}"
            + "|{'metadata':{'ownerReferences':[]}}",
      })
  void appliesStrategicMergePatches(String name, String object, String patch, String expected) {
    assertThat(Patches.strategic(object(object), json(patch), POD)).isEqualTo(json(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'containers':[{'image':'x'}]}}|map: map[image:x] does not contain declared merge key: name",
        "{'spec':{'$patch':'nonsense'}}|unknown patch type: nonsense in map: map[$patch:nonsense]",
        "{'spec':{'$patch':'merge'}}|unknown patch type: merge in map: map[$patch:merge]",
        "{'metadata':{'finalizers':[['b']]}}|the server rejected our request due to an error",
        "{'metadata':{'finalizers':['b',{'c':1}]}}|list element types are not identical: [[] [b map[c:1]]]",
        "{'spec':{'containers':[{'name':'a','$patch':'merge'}]}}|merging lists cannot yet be specified",
        "{'spec':{'$setElementOrder/containers':1}}|invalid patch format of setElementOrder list",
        "{'spec':{'$setElementOrder/containers':[{'name':'c'}],'containers':[{'name':'b'}]}}"
            + "|doesn't match $setElementOrder list",
        "{'spec':{'volumes':[{'name':'v','$retainKeys':['name'],'emptyDir':{}}]}}"
            + "|invalid patch format of retainKeys",
        "[]|Invalid JSON document",
      })
  void refusesBadStrategicMergePatches(String patch, String why) {
    ObjectNode object =
        object(
            "{'metadata':{'finalizers':[]},"
                + "'spec':{'containers':[{'name':'a'}],'volumes':[{'name':'v','emptyDir':{}}]}}");

    assertThatThrownBy(() -> Patches.strategic(object, json(patch), POD))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining(why);
  }
}
