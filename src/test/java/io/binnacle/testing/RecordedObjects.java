package io.binnacle.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.testing.history.Change;
import io.binnacle.testing.history.RandomClient;
import io.binnacle.testing.history.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The objects whose history is recorded: ConfigMaps of one namespace that name the write that made
 * them. What controllers put beside them is no part of the history.
 */
public record RecordedObjects(String namespace) {
  public String path() {
    return "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  public String path(String name) {
    return path() + "/" + name;
  }

  /**
   * @param revision the version that it shall replace; 0 for none
   */
  public static ObjectNode object(String name, long revision, String write, long count) {
    ObjectNode object = Json.object();
    object.put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (revision > 0) {
      metadata.put("resourceVersion", Long.toString(revision));
    }
    object.putObject("data").put("write", write).put("count", Long.toString(count));
    return object;
  }

  public static boolean isRecorded(JsonNode object) {
    return RandomClient.isOwn(object.at("/metadata/name").asText());
  }

  public static Version version(JsonNode object) {
    return version(object, revision(object));
  }

  private static Version version(JsonNode object, long revision) {
    return new Version(
        object.at("/metadata/name").asText(),
        revision,
        object.at("/data/write").asText(),
        object.at("/data/count").asLong());
  }

  public static List<Version> versions(JsonNode list) {
    return StreamSupport.stream(list.path("items").spliterator(), false)
        .filter(RecordedObjects::isRecorded)
        .map(RecordedObjects::version)
        .toList();
  }

  public static long revision(JsonNode objectOrList) {
    return objectOrList.at("/metadata/resourceVersion").asLong();
  }

  public static Change change(JsonNode event) {
    return new Change(
        Change.Type.valueOf(event.path("type").asText()), version(event.path("object")));
  }

  /** All that ever happened to them, from where no server stands between. */
  public List<Change> log(PostgresServer.Database database) {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select revision, deletion, previous_revision, value from store_change
                where api_group = '' and resource = 'configmaps' and namespace = ?
                order by revision
                """)) {
      statement.setString(1, namespace);
      List<Change> log = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          JsonNode object = Json.read(rows.getBytes("value"));
          if (isRecorded(object)) {
            log.add(new Change(type(rows), version(object, rows.getLong("revision"))));
          }
        }
      }
      return log;
    } catch (SQLException e) {
      throw new IllegalStateException("the log cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the log holds what is no JSON", e);
    }
  }

  private static Change.Type type(ResultSet row) throws SQLException {
    if (row.getBoolean("deletion")) {
      return Change.Type.DELETED;
    }
    return row.getLong("previous_revision") == 0 ? Change.Type.ADDED : Change.Type.MODIFIED;
  }
}
