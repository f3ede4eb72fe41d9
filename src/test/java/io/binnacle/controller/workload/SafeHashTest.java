package io.binnacle.controller.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SafeHashTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The hashes of RFC 9923: 2166136261, 0xe40c292c and 0xbf9cf968 for FNV-1a. */
  @Test
  void isFnvInSafeCharacters() {
    assertThat(SafeHash.fnv1a(bytes(""))).isEqualTo("65bb57b6b5");
    assertThat(SafeHash.fnv1(bytes(""))).isEqualTo("65bb57b6b5");
    assertThat(SafeHash.fnv1a(bytes("a"))).isEqualTo("7d6b446664");
    assertThat(SafeHash.fnv1(bytes("a"))).isEqualTo("d8bfb88b");
    assertThat(SafeHash.fnv1a(bytes("foobar"))).isEqualTo("7658c79c64");
  }
}
