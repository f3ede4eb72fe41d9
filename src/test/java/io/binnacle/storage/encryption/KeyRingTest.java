package io.binnacle.storage.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.configuration.ConfigurationException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final Path FILE = Path.of("ring");

  private final EncryptionKey first = EncryptionKey.generate(new SecureRandom());
  private final EncryptionKey second = EncryptionKey.generate(new SecureRandom());

  private static List<String> ids(KeyRing ring) {
    return ring.keys().stream().map(EncryptionKey::id).toList();
  }

  @Test
  void isReadAsItWasWritten() {
    KeyRing ring = new KeyRing(List.of(first)).withPrepared(second);

    assertThat(ids(KeyRing.parse(FILE, ring.text().lines().toList())))
        .containsExactly(first.id(), second.id());
  }

  @Test
  void aPreparedKeyBecomesTheOneThatEncrypts() {
    KeyRing ring = new KeyRing(List.of(first)).withPrepared(second);

    assertThat(ring.primary()).contains(first);
    assertThat(ids(ring.withPrimary(second))).containsExactly(second.id(), first.id());
  }

  @Test
  void aDamagedLineIsToldWithoutTheKey() {
    String line = first.line();
    char last = line.charAt(20);
    String damaged = line.substring(0, 20) + (last == 'A' ? 'B' : 'A') + line.substring(21);

    for (String wrong : List.of(damaged, "one two", first.id(), line + " more")) {
      assertThatThrownBy(() -> KeyRing.parse(FILE, List.of("# comment", wrong)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("ring:2")
          .hasMessageNotContaining(line.substring(30));
    }
    assertThatThrownBy(() -> KeyRing.parse(FILE, List.of("# nothing", "")))
        .hasMessageContaining("holds no key");
  }

  @Test
  void noKeyShowsInText() {
    assertThat(new KeyRing(List.of(first)).toString())
        .contains(first.id())
        .doesNotContain(first.line().substring(18));
  }

  @Test
  void resourcesAreNamedAsInKubernetes() {
    EncryptionConfiguration configuration =
        new EncryptionConfiguration(List.of("secrets", "widgets.example.com"), Optional.empty());

    assertThat(configuration.groupResources())
        .containsExactlyInAnyOrder(
            new GroupResource("", "secrets"), new GroupResource("example.com", "widgets"));
    assertThat(new EncryptionConfiguration(List.of("none"), Optional.empty()).groupResources())
        .isEmpty();
  }
}
