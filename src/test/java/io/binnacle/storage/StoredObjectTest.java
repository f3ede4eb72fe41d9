package io.binnacle.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StoredObjectTest {
  private final StoredObject object =
      new StoredObject(
          new GroupResource("", "pods"),
          new ObjectKey("ns", "p"),
          7,
          "{\"metadata\":{\"name\":\"p\"}}".getBytes(StandardCharsets.UTF_8));

  @Test
  void allReadersShareOneTree() {
    assertThat(object.object()).isSameAs(object.object());
  }

  @Test
  void whoStillUsesATreeOfHistorySharesItToo() {
    ApiObject used = object.object();
    object.becomeHistory();
    assertThat(object.object()).isSameAs(used);
  }

  @Test
  void historyCanBeReadLater() {
    object.becomeHistory();
    assertThat(object.object().name()).isEqualTo("p");
  }

  @Test
  void itsMetadataIsTheSameReadAloneAndOfTheWholeTree() {
    StoredObject pod =
        new StoredObject(
            new GroupResource("", "pods"),
            new ObjectKey("ns", "p"),
            7,
            """
            {"apiVersion":"v1","status":{"phase":"Running"},"kind":"Pod","metadata":{"name":"p",
             "labels":{"a":"b"},"uid":"u","annotations":{"metadata":"x"},"resourceVersion":"7",
             "ownerReferences":[{"uid":"o","controller":true}],"managedFields":[{"manager":"m"}],
             "finalizers":["f"]},"spec":{"metadata":{"name":"other"}}}
            """
                .getBytes(StandardCharsets.UTF_8));

    String read = pod.metadataOnly().tree().toString();

    assertThat(read)
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\",\"uid\":\"u\","
                + "\"resourceVersion\":\"7\",\"ownerReferences\":[{\"uid\":\"o\",\"controller\":true}],"
                + "\"finalizers\":[\"f\"]}}");
    assertThat(pod.object().metadataOnly().tree().toString()).isEqualTo(read);
    assertThat(pod.metadataOnly().tree().toString()).isEqualTo(read);
  }
}
