package io.binnacle.incontainer.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Labels what a probe user writes. By its order alone it would come after all others. */
@Dependent
public class MutatingProbe implements AdmissionPlugin.Mutating {
  public static final String LABEL = "probe-has-mutated";

  private final Recording recording;

  @Inject
  public MutatingProbe(Recording recording) {
    this.recording = recording;
  }

  @Override
  public String name() {
    return "MutatingProbe";
  }

  @Override
  public int order() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object != null && ProbeUser.of(request.user()).isPresent()) {
      recording.add(Recording.Step.MUTATE);
      ((ObjectNode) object.path("metadata")).withObject("labels").put(LABEL, "true");
    }
  }
}
