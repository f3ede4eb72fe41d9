package io.binnacle.registry.core.persistentvolume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersistentVolumeValidationTest {
  private static ObjectNode spec(String fields) {
    ObjectNode spec =
        (ObjectNode)
            Json.readTrusted(
                "{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteOnce\"]}");
    spec.setAll((ObjectNode) Json.readTrusted("{" + fields + "}"));
    return spec;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"volumeMode\":\"Block\" | spec: Required value: must specify a volume type",
        "\"hostPath\":{\"path\":\"/x\"},\"nfs\":{\"server\":\"s\",\"path\":\"/\"} | spec.nfs:"
            + " Forbidden: may not specify more than 1 volume type",
        "\"hostPath\":{\"path\":\"/\"},\"persistentVolumeReclaimPolicy\":\"Recycle\" |"
            + " spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath"
            + " mount of '/'",
        "\"hostPath\":{\"path\":\"/x\"},\"volumeAttributesClassName\":\"gold\" | spec.csi: Required"
            + " value: has to be specified when using volumeAttributesClassName",
        "\"csi\":{\"driver\":\"d\",\"volumeHandle\":\"h\",\"nodePublishSecretRef\":{\"name\":\"s\"}} |"
            + " spec.csi.nodePublishSecretRef.namespace: Required value",
        "\"hostPath\":{\"path\":\"/x\"},\"accessModes\":[\"X\"] | spec.accessModes: Unsupported value:"
            + " \"X\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\","
            + " \"ReadWriteOncePod\"",
        "\"hostPath\":{\"path\":\"/x\"},\"capacity\":{\"storage\":\"0\"} | spec.capacity[storage]:"
            + " Invalid value: \"0\": must be greater than zero",
        "\"local\":{\"path\":\"/x\"} | spec.nodeAffinity: Required value: Local volume requires node"
            + " affinity",
      })
  void refuses(String fields, String message) {
    assertThat(Messages.of(PersistentVolumeValidation.validate(spec(fields))))
        .containsExactly(message);
  }

  @Test
  void staysWhatItIs() {
    ObjectNode before =
        spec("\"hostPath\":{\"path\":\"/x\"},\"volumeMode\":\"Block\",\"nodeAffinity\":{}");
    ObjectNode now = spec("\"hostPath\":{\"path\":\"/y\"},\"volumeMode\":\"Filesystem\"");
    assertThat(Messages.of(PersistentVolumeValidation.validateUpdate(now, before)))
        .containsExactly(
            "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable"
                + " after creation",
            "volumeMode: Invalid value: \"Filesystem\": field is immutable",
            "nodeAffinity: Invalid value: null: field is immutable, except for updating from beta"
                + " label to GA");
  }

  @Test
  void maySayLaterWhichSecretGrowsIt() {
    ObjectNode before = spec("\"csi\":{\"driver\":\"d\",\"volumeHandle\":\"h\"}");
    ObjectNode now =
        spec(
            "\"csi\":{\"driver\":\"d\",\"volumeHandle\":\"h\",\"controllerExpandSecretRef\":"
                + "{\"name\":\"s\",\"namespace\":\"n\"}}");
    assertThat(PersistentVolumeValidation.validateUpdate(now, before)).isEmpty();
  }
}
