package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class DataSourcesTest {
  private static PGSimpleDataSource direct(String url) {
    return assertThat(DataSources.direct(new DatabaseAddress(url, "binnacle", "secret")))
        .asInstanceOf(type(PGSimpleDataSource.class))
        .actual();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://one:5433,two:5434/db",
        "jdbc:postgresql://one:5433,two:5434/db?targetServerType=primary&sslmode=require"
      })
  void aUrlMayNameSeveralHostsOfWhichThePrimaryIsMeant(String url) {
    PGSimpleDataSource dataSource = direct(url);

    assertThat(dataSource.getServerNames()).containsExactly("one", "two");
    assertThat(dataSource.getPortNumbers()).containsExactly(5433, 5434);
    assertThat(dataSource.getDatabaseName()).isEqualTo("db");
    assertThat(dataSource.getTargetServerType()).isEqualTo("primary");
    assertThat(dataSource.getUser()).isEqualTo("binnacle");
  }

  @Test
  void whatTheUrlSaysBesidesItsHostsCounts() {
    assertThat(direct("jdbc:postgresql://one,two/db?sslmode=require").getSslMode())
        .isEqualTo("require");
  }

  @Test
  void failuresDoNotTellWhatWasToBeWritten() {
    assertThat(direct("jdbc:postgresql://one/db").getLogServerErrorDetail()).isFalse();
  }
}
