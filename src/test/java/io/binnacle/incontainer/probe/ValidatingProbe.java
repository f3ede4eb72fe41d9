package io.binnacle.incontainer.probe;

import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/**
 * Refuses what bears the label that {@link #REFUSED} names, or lacks the mutating probe's. By its
 * order alone it would come before all others.
 */
@Dependent
public class ValidatingProbe implements AdmissionPlugin.Validating {
  public static final String REFUSED = "probe-refuses";

  private final Recording recording;

  @Inject
  public ValidatingProbe(Recording recording) {
    this.recording = recording;
  }

  @Override
  public String name() {
    return "ValidatingProbe";
  }

  @Override
  public int order() {
    return Integer.MIN_VALUE;
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.object() == null || ProbeUser.of(request.user()).isEmpty()) {
      return;
    }
    recording.add(Recording.Step.VALIDATE);
    var labels = request.object().path("metadata").path("labels");
    if (labels.has(REFUSED) || !labels.has(MutatingProbe.LABEL)) {
      throw request.forbidden("the probe refuses");
    }
  }
}
