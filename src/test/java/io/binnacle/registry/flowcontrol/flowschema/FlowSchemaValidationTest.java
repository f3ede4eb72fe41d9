package io.binnacle.registry.flowcontrol.flowschema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.flowcontrol.BootstrapConfiguration;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.Messages;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowSchemaValidationTest {
  private static final String ALL_PATHS =
      "'nonResourceRules':[{'verbs':['*'],'nonResourceURLs':['*']}]";
  private static final String USER = "'subjects':[{'kind':'User','user':{'name':'u'}}]";

  private static List<String> refusals(String spec) {
    ObjectNode schema =
        Json.readTrusted(
            "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"matchingPrecedence\":9,"
                + "\"priorityLevelConfiguration\":{\"name\":\"p\"}}}");
    String fields = spec.replace("ALL", ALL_PATHS).replace("USER", USER).replace('\'', '"');
    Trees.child(schema, "spec").setAll((ObjectNode) Json.readTrusted("{" + fields + "}"));
    return Messages.of(FlowSchemaValidation.validate(schema));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "'matchingPrecedence':1 | spec.matchingPrecedence: Invalid value: 1: only the schema named"
            + " 'exempt' may have matchingPrecedence 1",
        "'rules':[{ALL}] | spec.rules[0].subjects: Required value: subjects must contain at least"
            + " one value",
        "'rules':[{'subjects':[{'kind':'Robot'}],ALL}] | spec.rules[0].subjects[0].kind: Unsupported"
            + " value: \"Robot\": supported values: \"Group\", \"ServiceAccount\", \"User\"",
        "'rules':[{'subjects':[{'kind':'User'}],ALL}] | spec.rules[0].subjects[0].user: Required"
            + " value: user is required when subject kind is 'User'",
        "'rules':[{'subjects':[{'kind':'ServiceAccount','serviceAccount':{'name':'*'}}],ALL}] |"
            + " spec.rules[0].subjects[0].serviceAccount.namespace: Required value: must specify"
            + " namespace for service account",
        "'rules':[{USER}] | spec.rules[0]: Required value: at least one of resourceRules and"
            + " nonResourceRules has to be non-empty",
        "'rules':[{USER,'nonResourceRules':[{'verbs':['get'],'nonResourceURLs':['/a*']}]}] |"
            + " spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"/a*\":"
            + " wildcard can only do suffix matching",
        "'rules':[{USER,'resourceRules':[{'verbs':['*','get'],'apiGroups':['*'],'resources':['*'],"
            + "'clusterScope':true}]}] | spec.rules[0].resourceRules[0].verbs: Invalid value:"
            + " [\"*\",\"get\"]: if '*' is present, must not specify other verbs",
      })
  void refuses(String spec, String message) {
    assertThat(refusals(spec)).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "'rules':[{USER,ALL}]",
        "'rules':[{USER,'nonResourceRules':[{'verbs':['get'],'nonResourceURLs':['/','/a/*']}]}]",
        "'rules':[{USER,'resourceRules':[{'verbs':['get'],'apiGroups':[''],'resources':['pods'],"
            + "'namespaces':['default']}]}]",
      })
  void accepts(String spec) {
    assertThat(refusals(spec)).isEmpty();
  }

  @Test
  void acceptsWhatEveryClusterHas() {
    assertThat(BootstrapConfiguration.schemas())
        .hasSize(13)
        .allSatisfy(schema -> assertThat(FlowSchemaValidation.validate(schema)).isEmpty());
  }

  @Test
  void mandatorySchemasAreFixed() {
    ObjectNode schema = BootstrapConfiguration.schemas().iterator().next().deepCopy();
    Trees.child(schema, "spec").putObject("distinguisherMethod").put("type", "ByUser");
    assertThat(Messages.of(FlowSchemaValidation.validate(schema)))
        .singleElement()
        .asString()
        .endsWith("spec of 'exempt' must equal the fixed value");
  }
}
