package io.binnacle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.binnacle.apimachinery.meta.GroupVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedVersionsTest {
  private static ServedVersions configured(String... entries) {
    return new ServedVersions(new ApiConfiguration(List.of(entries)));
  }

  @ParameterizedTest
  @CsvSource({
    "v1, true",
    "v2, true",
    "v1beta1, false",
    "v1alpha2, false",
  })
  void onlyWhatIsGenerallyAvailableIsServedByItself(String version, boolean served) {
    assertThat(configured().isServed(new GroupVersion("g", version))).isEqualTo(served);
  }

  @ParameterizedTest
  @CsvSource({
    "api/all, v1alpha1, true",
    "api/beta=true, v1beta1, true",
    "api/beta=true, v1alpha1, false",
    "g/v1beta1, v1beta1, true",
    "other/v1beta1, v1beta1, false",
    "api/all=false, v1, false",
  })
  void entriesChangeThat(String entry, String version, boolean served) {
    assertThat(configured(entry).isServed(new GroupVersion("g", version))).isEqualTo(served);
  }

  @Test
  void theMostSpecificEntryCounts() {
    ServedVersions versions = configured("api/all=false", "api/ga=true", "g/v1=false");
    assertThat(versions.isServed(new GroupVersion("g", "v1"))).isFalse();
    assertThat(versions.isServed(new GroupVersion("h", "v1"))).isTrue();
    assertThat(versions.isServed(new GroupVersion("h", "v1beta1"))).isFalse();
  }

  @Test
  void kindsWithoutAServedVersionAreLeftOut() {
    ResourceDefinition beta = ResourceDefinition.builder("g", "v1beta1", "A", "as").build();
    ResourceDefinition both =
        ResourceDefinition.builder("g", "v1", "B", "bs").alsoServed("v1beta1").build();
    List<BuiltInResource> served =
        configured().of(List.<BuiltInResource>of(() -> beta, () -> both));
    assertThat(served).hasSize(1);
    assertThat(served.getFirst().definition().versions()).containsExactly("v1");
    assertThat(served.getFirst().definition().kind()).isEqualTo("B");
  }

  @Test
  void nonsenseIsRefusedAtTheStart() {
    assertThatIllegalArgumentException().isThrownBy(() -> configured("api/all=perhaps"));
  }
}
