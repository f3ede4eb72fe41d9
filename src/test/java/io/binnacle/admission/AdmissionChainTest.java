package io.binnacle.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionChainTest {
  private final List<String> calls = new ArrayList<>();

  private final class Both implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {
    private final String name;
    private final int order;

    private Both(String name, int order) {
      this.name = name;
      this.order = order;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int order() {
      return order;
    }

    @Override
    public void admit(AdmissionRequest request) {
      calls.add("admit " + name);
    }

    @Override
    public void validate(AdmissionRequest request) {
      calls.add("validate " + name);
    }
  }

  @Test
  void runsPluginsInTheirOrderWithoutTheDisabled() {
    AdmissionChain chain =
        new AdmissionChain(
            List.of(new Both("last", 3), new Both("first", 1), new Both("off", 2)),
            List.of("off", "Unknown"));
    AdmissionRequest request = AdmissionRequests.create("pods", "ns", AdmissionRequests.tree("{}"));
    chain.mutate(request);
    chain.validate(request);

    assertThat(chain.names()).containsExactly("first", "last");
    assertThat(calls)
        .containsExactly("admit first", "admit last", "validate first", "validate last");
  }
}
