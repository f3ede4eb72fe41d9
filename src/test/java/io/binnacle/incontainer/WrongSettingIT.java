package io.binnacle.incontainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.app.ServerConfiguration;
import io.binnacle.testing.ApiHttp;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application with settings that Bean Validation refuses does not start, and says why. */
@ExtendWith(ArquillianExtension.class)
class WrongSettingIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  @Inject private ServerConfiguration server;

  @Deployment
  static WebArchive application() {
    return Deployments.application("wrongsetting")
        .addAsResource(
            new StringAsset("binnacle.store.queue-capacity=0"),
            "META-INF/microprofile-config.properties");
  }

  @Test
  void theStartFailsAndNamesTheSetting() {
    Path state = server.home().resolve("run").resolve("state");
    Awaitility.await("the end of the start")
        .atMost(SOON)
        .until(() -> Files.exists(state) && Files.readString(state).startsWith("failed"));

    assertThat(state)
        .content()
        .contains("binnacle.store.queue-capacity: must be greater than or equal to 1");
    ApiHttp anonymous =
        ApiHttp.of(ApiHttp.withoutCredentials(server.home(), server.port()), Optional.empty());
    assertThat(anonymous.get("/livez").status()).isEqualTo(200);
    assertThat(anonymous.get("/readyz").status()).isEqualTo(503);
    assertThat(anonymous.get("/readyz").body()).contains("[-]start failed: reason withheld");
  }
}
