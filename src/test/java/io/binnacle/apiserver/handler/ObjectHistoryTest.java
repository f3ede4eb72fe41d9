package io.binnacle.apiserver.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.StoredObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectHistoryTest {
  private static final ObjectKey KEY = new ObjectKey("a", "one");

  private static ObjectNode object(long revision, String... entries) {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("name", "one").put("resourceVersion", Long.toString(revision));
    var fields = metadata.putArray("managedFields");
    for (String entry : entries) {
      String[] words = entry.split(" ", -1);
      ObjectNode field = fields.addObject();
      field.put("manager", words[0]).put("operation", words[1]).put("time", words[2]);
      if (words.length > 3) {
        field.put("subresource", words[3]);
      }
    }
    return object;
  }

  private static ObjectVersion version(
      long revision, boolean created, boolean deletion, ObjectNode tree) {
    return new ObjectVersion(
        new StoredObject(new GroupResource("", "things"), KEY, revision, Json.write(tree)),
        created,
        deletion);
  }

  @Test
  void tellsWhoDidWhat() {
    ObjectNode marked =
        object(5, "tool Update 10:00", "kubectl Apply 10:01", "agent Update 10:02 status");
    marked.withObjectProperty("metadata").put("deletionTimestamp", "10:03");
    JsonNode document =
        ObjectHistory.document(
            List.of(
                version(6, false, true, marked),
                version(5, false, false, marked),
                version(
                    4,
                    false,
                    false,
                    object(
                        4,
                        "tool Update 10:00",
                        "kubectl Apply 10:01",
                        "agent Update 10:02 status")),
                version(3, false, false, object(3, "tool Update 10:00", "kubectl Apply 10:01")),
                version(2, true, false, object(2, "tool Update 10:00"))));

    assertThat(document.at("/metadata/resourceVersion").asText()).isEqualTo("6");
    assertThat(document.path("versions"))
        .extracting(version -> version.path("verb").asText())
        .containsExactly("delete", "delete", "update", "apply", "create");
    assertThat(document.path("versions"))
        .extracting(version -> version.path("manager").asText())
        .containsExactly("", "", "agent", "kubectl", "tool");
    assertThat(document.at("/versions/2/subresource").asText()).isEqualTo("status");
    assertThat(document.at("/versions/3/time").asText()).isEqualTo("10:01");
    assertThat(document.at("/versions/4/object/metadata/name").asText()).isEqualTo("one");
  }

  @Test
  void ofTheOldestRetainedVersionNobodyKnowsWhoWroteIt() {
    JsonNode document =
        ObjectHistory.document(List.of(version(3, false, false, object(3, "tool Update 10:00"))));

    assertThat(document.at("/versions/0/verb").asText()).isEqualTo("update");
    assertThat(document.at("/versions/0").has("manager")).isFalse();
  }

  /** Whose fields an apply takes by force has an entry that is another, too, and stands behind. */
  @Test
  void whoseFieldsWereTakenOverDidNotWrite() {
    ObjectNode before = object(2, "tool Update 10:00");
    ((ObjectNode) before.at("/metadata/managedFields/0")).putObject("fieldsV1").putObject("f:data");
    ObjectNode after = object(3, "kubectl Apply 10:00", "tool Update 10:00");

    JsonNode document =
        ObjectHistory.document(
            List.of(version(3, false, false, after), version(2, true, false, before)));

    assertThat(document.at("/versions/0/manager").asText()).isEqualTo("kubectl");
    assertThat(document.at("/versions/0/verb").asText()).isEqualTo("apply");
  }

  @Test
  void whoWritesTwiceWithinASecondIsKnownByTheFields() {
    ObjectNode before = object(2, "tool Update 10:00", "other Update 10:00");
    ObjectNode after = before.deepCopy();
    ((ObjectNode) after.at("/metadata/managedFields/0")).putObject("fieldsV1").putObject("f:data");

    JsonNode document =
        ObjectHistory.document(
            List.of(version(3, false, false, after), version(2, true, false, before)));

    assertThat(document.at("/versions/0/manager").asText()).isEqualTo("tool");
  }
}
