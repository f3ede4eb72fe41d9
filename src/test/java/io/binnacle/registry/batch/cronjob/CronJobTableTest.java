package io.binnacle.registry.batch.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.TableColumn;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronJobTableTest {
  @ParameterizedTest
  @CsvSource({"true,True", "false,False", "null,<unset>"})
  void whetherItRestsIsShownAsText(String suspend, String shown) {
    TableColumn column =
        new CronJobResource()
            .definition().columns().stream()
                .filter(c -> c.name().equals("Suspend"))
                .findFirst()
                .orElseThrow();
    ApiObject job =
        ApiObject.of(Json.readTrusted("{\"spec\":{\"suspend\":%s}}".formatted(suspend)));
    assertThat(column.cell().apply(job, Instant.EPOCH)).isEqualTo(shown);
  }
}
