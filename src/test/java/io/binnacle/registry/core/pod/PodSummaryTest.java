package io.binnacle.registry.core.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.TableColumn;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSummaryTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'phase':'Pending'                                                                                        | 0/1 | Pending              | 0
          'phase':'Failed','reason':'Evicted'                                                                      | 0/1 | Evicted              | 0
          'phase':'Running','containerStatuses':[{'ready':true,'restartCount':2,'state':{'running':{}}}]           | 1/1 | Running              | 2
          'phase':'Running','containerStatuses':[{'restartCount':7,'state':{'waiting':{'reason':'CrashLoopBackOff'}}}] | 0/1 | CrashLoopBackOff | 7
          'phase':'Failed','containerStatuses':[{'restartCount':0,'state':{'terminated':{'exitCode':3}}}]          | 0/1 | ExitCode:3           | 0
          'phase':'Failed','containerStatuses':[{'restartCount':0,'state':{'terminated':{'exitCode':0,'signal':9}}}] | 0/1 | Signal:9           | 0
          'phase':'Succeeded','containerStatuses':[{'restartCount':0,'state':{'terminated':{'reason':'Completed'}}}] | 0/1 | Completed          | 0
          'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'waiting':{'reason':'ErrImagePull'}}}]   | 0/1 | Init:ErrImagePull    | 0
          'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'running':{}}}]                          | 0/1 | Init:0/1             | 0
          'phase':'Running','containerStatuses':[{'ready':true,'restartCount':1,'state':{'running':{}},'lastState':{'terminated':{'finishedAt':'2026-11-22T11:59:55Z'}}}] | 1/1 | Running | 1 (5s ago)
          """)
  void showsWhatHoldsAPodUp(String status, String ready, String reason, String restarts) {
    ObjectNode tree =
        Json.readTrusted(
            ("{'metadata':{'name':'a'},'spec':{'containers':[{'name':'c'}],"
                    + "'initContainers':[{'name':'i'}]},'status':{"
                    + status
                    + "}}")
                .replace('\'', '"'));
    ApiObject pod = ApiObject.of(tree);

    assertThat(cell(pod, "Ready")).isEqualTo(ready);
    assertThat(cell(pod, "Status")).isEqualTo(reason);
    assertThat(cell(pod, "Restarts")).isEqualTo(restarts);
  }

  private static Object cell(ApiObject pod, String name) {
    TableColumn column =
        PodTable.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    return column.cell().apply(pod, NOW);
  }
}
