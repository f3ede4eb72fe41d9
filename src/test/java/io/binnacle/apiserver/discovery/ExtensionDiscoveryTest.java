package io.binnacle.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.generic.DefaultResourceCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtensionDiscoveryTest {
  private static final GroupVersion V1 = new GroupVersion("wardle.example.com", "v1");
  private static final GroupVersion V2 = new GroupVersion("wardle.example.com", "v2alpha1");

  private final DefaultResourceCatalog catalog =
      new DefaultResourceCatalog(
          List.of(
              () -> ResourceDefinition.builder("", "v1", "Pod", "pods").build(),
              () -> ResourceDefinition.builder("apps", "v1", "Deployment", "deployments").build()));

  private static ExtensionGroupVersion extension(
      GroupVersion groupVersion, int group, int version, boolean fresh) {
    return new ExtensionGroupVersion(
        groupVersion,
        group,
        version,
        List.of(
            new DiscoveredResource(
                groupVersion,
                "flunders",
                "flunder",
                "Flunder",
                true,
                List.of("get"),
                List.of(),
                List.of(),
                List.of(),
                groupVersion)),
        fresh);
  }

  private Discovery discovery(ExtensionGroupVersion... extensions) {
    return new Discovery(catalog, List.of(), List.of(extensions));
  }

  @Test
  void prioritiesSayTheOrder() {
    Discovery discovery = discovery(extension(V1, 18500, 10, true), extension(V2, 100, 20, true));

    assertThat(discovery.namedGroups()).containsExactly("wardle.example.com", "apps");
    assertThat(discovery.versions("wardle.example.com")).containsExactly("v2alpha1", "v1");
    JsonNode group = LegacyDocuments.group(discovery, "wardle.example.com");
    assertThat(group.at("/preferredVersion/version").asText()).isEqualTo("v2alpha1");
  }

  @Test
  void whatIsNotHeardOfIsStale() {
    JsonNode document =
        AggregatedDocuments.groups(
            discovery(extension(V1, 100, 10, false)), List.of("wardle.example.com", "apps"), "v2");

    JsonNode version = document.at("/items/0/versions/0");
    assertThat(version.path("freshness").asText()).isEqualTo("Stale");
    assertThat(version.at("/resources/0/resource").asText()).isEqualTo("flunders");
    assertThat(document.at("/items/1/versions/0/freshness").asText()).isEqualTo("Current");
  }

  @Test
  void anotherServerMayTakeAVersionOver() {
    Discovery discovery = discovery(extension(new GroupVersion("apps", "v1"), 17800, 15, true));

    assertThat(discovery.resources(new GroupVersion("apps", "v1")))
        .singleElement()
        .satisfies(resource -> assertThat(resource.plural()).isEqualTo("flunders"));
  }
}
