package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.authentication.Impersonation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImpersonationHeadersTest {
  private static Optional<Impersonation> read(Map<String, List<String>> headers) {
    return ImpersonationHeaders.read(headers.keySet(), headers::get);
  }

  @Test
  void readsAllThatIsAskedFor() {
    assertThat(
            read(
                Map.of(
                    "Accept", List.of("*/*"),
                    "Impersonate-User", List.of("ann"),
                    "Impersonate-Uid", List.of("u1"),
                    "Impersonate-Group", List.of("dev", "ops"),
                    "Impersonate-Extra-Acme.com%2FProject", List.of("a", "b"))))
        .contains(
            new Impersonation(
                "ann", "u1", List.of("dev", "ops"), Map.of("acme.com/project", List.of("a", "b"))));
    assertThat(read(Map.of("Accept", List.of("*/*")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Impersonate-Group",
        "Impersonate-Uid",
        "impersonate-extra-scope",
        "Impersonate-Other"
      })
  void refusesWhatNamesNoUser(String header) {
    assertThatThrownBy(() -> read(Map.of(header, List.of("x"))))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
  }
}
