package io.binnacle.storage.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptionAtRestTest {
  private static final GroupResource SECRETS = new GroupResource("", "secrets");
  private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
  private static final ObjectKey KEY = new ObjectKey("default", "door");
  private static final byte[] PLAIN =
      "{\"kind\":\"Secret\",\"data\":{\"code\":\"b3Blbg==\"}}".getBytes(StandardCharsets.UTF_8);

  private final EncryptionKey first = EncryptionKey.generate(new SecureRandom());
  private final EncryptionKey second = EncryptionKey.generate(new SecureRandom());
  private final EncryptionAtRest encryption =
      EncryptionAtRest.of(Set.of(SECRETS), new KeyRing(List.of(first)));

  private static StoredObject object(GroupResource resource, long revision) {
    return new StoredObject(resource, KEY, revision, PLAIN);
  }

  @Test
  void whatIsKeptOfASecretTellsNothingAndOpensAgain() {
    byte[] kept = encryption.seal(object(SECRETS, 7));

    assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("code", "Secret");
    assertThat(encryption.open(SECRETS, KEY, 7, kept)).isEqualTo(PLAIN);
    assertThat(encryption.seal(object(SECRETS, 7))).as("another key and nonce").isNotEqualTo(kept);
  }

  @Test
  void whatIsNotNamedStaysAsItIs() {
    assertThat(encryption.seal(object(CONFIG_MAPS, 7))).isSameAs(PLAIN);
    assertThat(encryption.open(CONFIG_MAPS, KEY, 7, PLAIN)).isSameAs(PLAIN);
  }

  @Test
  void aSecretFromBeforeEncryptionStaysReadable() {
    assertThat(encryption.open(SECRETS, KEY, 7, PLAIN)).isSameAs(PLAIN);
  }

  @Test
  void aValueOpensOnlyAsTheVersionItWasWrittenFor() {
    byte[] kept = encryption.seal(object(SECRETS, 7));

    assertUnavailable(encryption, SECRETS, new ObjectKey("default", "gate"), 7, kept);
    assertUnavailable(encryption, SECRETS, new ObjectKey("other", "door"), 7, kept);
    assertUnavailable(encryption, SECRETS, KEY, 8, kept);
    assertUnavailable(encryption, CONFIG_MAPS, KEY, 7, kept);
  }

  @Test
  void everyChangedByteShows() {
    byte[] kept = encryption.seal(object(SECRETS, 7));
    for (int i = 1; i < kept.length; i++) {
      byte[] changed = kept.clone();
      changed[i] ^= 1;
      assertUnavailable(encryption, SECRETS, KEY, 7, changed);
    }
    assertUnavailable(encryption, SECRETS, KEY, 7, new byte[] {0, 1, 2});
  }

  private static void assertUnavailable(
      EncryptionAtRest opening, GroupResource resource, ObjectKey key, long revision, byte[] kept) {
    assertThatThrownBy(() -> opening.open(resource, key, revision, kept))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE));
  }

  @Test
  void aMissingKeyIsNamed() {
    byte[] kept = encryption.seal(object(SECRETS, 7));
    EncryptionAtRest other = EncryptionAtRest.of(Set.of(SECRETS), new KeyRing(List.of(second)));

    assertThatThrownBy(() -> other.open(SECRETS, KEY, 7, kept)).hasMessageContaining(first.id());
  }

  @Test
  void aNewFirstKeyEncryptsAndTheOldOneStillDecrypts() {
    byte[] old = encryption.seal(object(SECRETS, 7));
    EncryptionAtRest rotated =
        EncryptionAtRest.of(Set.of(SECRETS), new KeyRing(List.of(first)).withPrimary(second));

    assertThat(rotated.open(SECRETS, KEY, 7, old)).isEqualTo(PLAIN);
    byte[] renewed = rotated.renewed(SECRETS, KEY, 7, old).orElseThrow();
    assertThat(rotated.renewed(SECRETS, KEY, 7, renewed)).isEmpty();
    assertUnavailable(encryption, SECRETS, KEY, 7, renewed);
  }

  @Test
  void renewalFollowsTheConfiguration() {
    byte[] kept = encryption.seal(object(SECRETS, 7));
    EncryptionAtRest plain = EncryptionAtRest.of(Set.of(), new KeyRing(List.of(first)));

    assertThat(encryption.renewed(SECRETS, KEY, 7, PLAIN)).isPresent();
    assertThat(encryption.renewed(CONFIG_MAPS, KEY, 7, PLAIN)).isEmpty();
    assertThat(plain.renewed(SECRETS, KEY, 7, kept).orElseThrow()).isEqualTo(PLAIN);
  }

  @Test
  void aKeyThatIsAddedToTheFileIsFoundWhenItIsNeeded(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("ring");
    Files.writeString(file, new KeyRing(List.of(first)).text());
    EncryptionAtRest reading = EncryptionAtRest.of(Set.of(SECRETS), file, InstantSource.system());
    Files.writeString(file, new KeyRing(List.of(first)).withPrepared(second).text());
    byte[] kept =
        EncryptionAtRest.of(Set.of(SECRETS), new KeyRing(List.of(second))).seal(object(SECRETS, 7));

    assertThat(reading.open(SECRETS, KEY, 7, kept)).isEqualTo(PLAIN);
  }
}
