package io.binnacle.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.proxy.FrontProxyHeaders.Header;
import io.binnacle.authentication.UserInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrontProxyHeadersTest {
  @Test
  void tellsWhoTheClientIs() {
    UserInfo user =
        new UserInfo("ann", "u1", List.of("a", "b"), Map.of("example.com/k", List.of("v")));
    assertThat(FrontProxyHeaders.of(user))
        .containsExactly(
            new Header("X-Remote-User", "ann"),
            new Header("X-Remote-Uid", "u1"),
            new Header("X-Remote-Group", "a"),
            new Header("X-Remote-Group", "b"),
            new Header("X-Remote-Extra-example.com%2Fk", "v"));
  }

  @Test
  void knowsWhatAClientMustNotSay() {
    assertThat(FrontProxyHeaders.isOne("x-remote-user")).isTrue();
    assertThat(FrontProxyHeaders.isOne("X-REMOTE-EXTRA-a")).isTrue();
    assertThat(FrontProxyHeaders.isOne("X-Forwarded-For")).isFalse();
  }

  @Test
  void refusesWhatWouldEndTheHeader() {
    assertThatThrownBy(() -> FrontProxyHeaders.of(UserInfo.of("ann\r\nX-Remote-Group: masters")))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
  }
}
