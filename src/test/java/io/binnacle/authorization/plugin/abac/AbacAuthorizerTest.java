package io.binnacle.authorization.plugin.abac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AccessRules;
import io.binnacle.authorization.AuthorizationConfiguration;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbacAuthorizerTest {
  private static final Path FILE = Path.of("policy.jsonl");

  private static boolean allows(String line, RequestAttributes attributes) {
    return new PolicyIndex(PolicyFile.parse(FILE, List.of(line))).allows(attributes);
  }

  private static RequestAttributes resource(
      String user, String verb, String group, String namespace, String resource) {
    return new RequestAttributes(
        UserInfo.of(user, "system:authenticated", "dev"),
        verb,
        true,
        group,
        "v1",
        namespace,
        resource,
        "",
        "",
        "/api/v1/x");
  }

  private static RequestAttributes path(String user, String verb, String path) {
    return new RequestAttributes(
        UserInfo.of(user, "system:authenticated"), verb, false, "", "", "", "", "", "", path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"user\":\"kubelet\",\"resource\":\"pods\",\"readonly\":true} | kubelet | get    | ''   | ns | pods  | true",
        "{\"user\":\"kubelet\",\"resource\":\"pods\",\"readonly\":true} | kubelet | list   | ''   | '' | pods  | true",
        "{\"user\":\"kubelet\",\"resource\":\"pods\",\"readonly\":true} | kubelet | watch  | ''   | ns | pods  | true",
        "{\"user\":\"kubelet\",\"resource\":\"pods\",\"readonly\":true} | kubelet | create | ''   | ns | pods  | false",
        "{\"user\":\"kubelet\",\"resource\":\"pods\",\"readonly\":true} | kubelet | get    | ''   | ns | nodes | false",
        "{\"user\":\"kubelet\",\"resource\":\"pods\",\"readonly\":true} | ann     | get    | ''   | ns | pods  | false",
        "{\"user\":\"ann\"}                       | ann | delete | apps | ns | deployments | true",
        "{\"user\":\"ann\",\"namespace\":\"ns\"}  | ann | get    | apps | ns | deployments | true",
        "{\"user\":\"ann\",\"namespace\":\"ns\"}  | ann | get    | ''   | o  | pods        | false",
        "{\"group\":\"dev\"}                      | ann | get    | ''   | o  | pods        | true",
        "{\"user\":\"ann\",\"group\":\"ops\"}     | ann | get    | ''   | o  | pods        | false",
        "{\"readonly\":true}                      | ann | get    | ''   | o  | pods        | true",
        "{\"user\":\"*\"}                         | ann | get    | ''   | o  | pods        | true",
      })
  void matchesTheFlatForm(
      String line,
      String user,
      String verb,
      String group,
      String namespace,
      String resource,
      boolean allowed) {
    assertThat(allows(line, resource(user, verb, group, namespace, resource))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"user\":\"ann\",\"namespace\":\"*\",\"resource\":\"*\",\"apiGroup\":\"*\"  | create | apps | ns | deployments | true",
        "\"user\":\"ann\",\"namespace\":\"*\",\"resource\":\"*\"                     | create | apps | ns | deployments | false",
        "\"user\":\"ann\",\"namespace\":\"*\",\"resource\":\"pods\"                  | create | ''   | ns | pods        | true",
        "\"user\":\"ann\",\"resource\":\"pods\"                                      | create | ''   | ns | pods        | false",
        "\"user\":\"ann\",\"resource\":\"nodes\"                                     | get    | ''   | '' | nodes       | true",
        "\"group\":\"dev\",\"namespace\":\"ns\",\"resource\":\"pods\",\"readonly\":true | create | '' | ns | pods       | false",
        "\"group\":\"*\",\"namespace\":\"ns\",\"resource\":\"pods\",\"readonly\":true   | get  | ''   | ns | pods       | true",
        "\"namespace\":\"*\",\"resource\":\"*\",\"apiGroup\":\"*\"                   | get    | ''   | ns | pods        | false",
      })
  void matchesTheVersionedForm(
      String spec, String verb, String group, String namespace, String resource, boolean allowed) {
    String line =
        "{\"apiVersion\":\"abac.authorization.kubernetes.io/v1beta1\",\"kind\":\"Policy\",\"spec\":{"
            + spec
            + "}}";
    assertThat(allows(line, resource("ann", verb, group, namespace, resource))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"group\":\"system:authenticated\",\"nonResourcePath\":\"/version\" | get  | /version | true",
        "\"group\":\"system:authenticated\",\"nonResourcePath\":\"/apis/*\"  | get  | /apis/apps/v1 | true",
        "\"group\":\"system:authenticated\",\"nonResourcePath\":\"/apis/*\"  | get  | /api/v1  | false",
        "\"group\":\"system:authenticated\",\"nonResourcePath\":\"*\",\"readonly\":true | post | /x | false",
        "\"user\":\"bob\",\"nonResourcePath\":\"*\"                          | get  | /x       | false",
      })
  void matchesPaths(String spec, String verb, String path, boolean allowed) {
    String line =
        "{\"apiVersion\":\"abac.authorization.kubernetes.io/v1beta1\",\"kind\":\"Policy\",\"spec\":{"
            + spec
            + "}}";
    assertThat(allows(line, path("ann", verb, path))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "nonsense                          | is not JSON",
        "[]                                | is not a JSON object",
        "{\"user\":1}                      | user must be a string",
        "{\"user\":\"a\",\"readonly\":\"y\"} | readonly must be true or false",
        "{\"user\":\"a\",\"readOnly\":true}  | unknown field \"readOnly\"",
        "{\"apiVersion\":\"v9\",\"kind\":\"Policy\",\"spec\":{}} | unknown apiVersion \"v9\"",
        "{\"apiVersion\":\"abac.authorization.kubernetes.io/v1beta1\",\"kind\":\"Policy\"} | spec is missing",
      })
  void namesTheLineThatIsWrong(String line, String problem) {
    assertThatThrownBy(() -> PolicyFile.parse(FILE, List.of("# comment", "", line)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("policy.jsonl, line 3")
        .hasMessageContaining(problem);
  }

  @Test
  void countsTheComponentsPoliciesBesidesTheAdministrators(@TempDir Path home) throws IOException {
    ClusterFiles files = new ClusterFiles(home);
    Files.writeString(files.componentPolicy(), "{\"user\":\"component\"}\n");
    Path own = Files.writeString(home.resolve("own"), "{\"user\":\"ann\"}\n");
    AbacAuthorizer authorizer =
        new AbacAuthorizer(
            new AuthorizationConfiguration(List.of("ABAC"), Optional.of(own)),
            files,
            Clock.systemUTC());

    assertThat(authorizer.authorize(resource("component", "get", "", "", "pods")))
        .isInstanceOf(Decision.Allow.class);
    assertThat(authorizer.authorize(resource("ann", "get", "", "", "pods")))
        .isInstanceOf(Decision.Allow.class);
    assertThat(authorizer.authorize(resource("bob", "get", "", "", "pods")))
        .isEqualTo(new Decision.NoOpinion("No policy matched."));
  }

  @Test
  void tellsWhatItAllowsSomebodyInANamespace(@TempDir Path home) throws IOException {
    String line =
        "{\"apiVersion\":\"abac.authorization.kubernetes.io/v1beta1\",\"kind\":\"Policy\",\"spec\":{%s}}\n";
    Path file =
        Files.writeString(
            home.resolve("own"),
            String.join(
                    "",
                    line.formatted("'user':'ann','namespace':'*','apiGroup':'apps','resource':'*'"),
                    line.formatted("'user':'bob','namespace':'*','apiGroup':'*','resource':'*'"),
                    line.formatted(
                        "'group':'dev','readonly':true,'namespace':'ns','apiGroup':'','resource':'pods'"),
                    line.formatted(
                        "'group':'dev','namespace':'other','apiGroup':'','resource':'pods'"),
                    line.formatted("'user':'ann','apiGroup':'','resource':'nodes'"),
                    line.formatted("'user':'*','readonly':true,'nonResourcePath':'/version'"))
                .replace('\'', '"'));
    AbacAuthorizer authorizer =
        new AbacAuthorizer(
            new AuthorizationConfiguration(List.of("ABAC"), Optional.of(file)),
            new ClusterFiles(home),
            Clock.systemUTC());

    AccessRules rules = authorizer.rules(UserInfo.of("ann", "system:authenticated", "dev"), "ns");

    List<String> all = List.of("*");
    List<String> reading = List.of("get", "list", "watch");
    assertThat(rules)
        .isEqualTo(
            AccessRules.of(
                List.of(
                    new AccessRules.ResourceRule(all, List.of("apps"), all),
                    new AccessRules.ResourceRule(reading, List.of(""), List.of("pods")),
                    new AccessRules.ResourceRule(all, List.of(""), List.of("nodes"))),
                List.of(new AccessRules.PathRule(reading, List.of("/version")))));
    assertThat(authorizer.rules(UserInfo.of("ghost"), "ns")).isEqualTo(AccessRules.none());
  }
}
