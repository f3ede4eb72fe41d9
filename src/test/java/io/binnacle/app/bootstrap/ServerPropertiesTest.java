package io.binnacle.app.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ServerPropertiesTest {
  @Test
  void comeBackAsTheyWereWhateverIsInThem() throws IOException {
    Properties written = new Properties();
    written.setProperty("binnacle.home", "/home/J\u00fcrgen \u0141/a=b:c #d");
    written.setProperty("binnacle.jdbc.password", " leading\\back\nline\u20ac");

    String text = Bootstrap.text(written);

    Properties read = new Properties();
    read.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertThat(read).isEqualTo(written);
    assertThat(text).isEqualTo(Bootstrap.text(written)).doesNotStartWith("#");
  }
}
