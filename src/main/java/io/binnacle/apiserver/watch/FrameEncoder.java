package io.binnacle.apiserver.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.encoding.Representation;
import io.binnacle.apiserver.encoding.ResultEncoder;
import io.binnacle.apiserver.encoding.TableRenderer.IncludeObject;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WatchSink.EventType;
import io.binnacle.storage.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Makes the frames of one watch: a JSON document a line, a protobuf message behind its length, or a
 * server-sent event. The id of a server-sent event is the resourceVersion that a reconnecting
 * client resumes behind; events of an initial snapshot have none, since resuming behind one of them
 * would lose the rest. Used by one thread at a time.
 */
final class FrameEncoder {
  private final RequestScope scope;
  private final Representation representation;
  private final IncludeObject include;
  private final boolean serverSentEvents;
  private final ResultEncoder encoder;
  private boolean columnsTold;

  FrameEncoder(
      RequestScope scope,
      Representation representation,
      IncludeObject include,
      boolean serverSentEvents,
      ResultEncoder encoder) {
    this.scope = scope;
    this.representation = representation;
    this.include = include;
    this.serverSentEvents = serverSentEvents;
    this.encoder = encoder;
  }

  byte[] event(EventType type, StoredObject object, boolean resumable) {
    byte[] payload =
        switch (representation.form()) {
          case OBJECT, PARTIAL_METADATA -> encoder.object(scope, object, representation, include);
          case TABLE -> {
            ObjectNode table =
                encoder.eventTable(scope, object, representation, include, !columnsTold);
            columnsTold = true;
            yield Json.write(table);
          }
        };
    return frame(type.name(), payload, resumable ? object.revision() : 0);
  }

  byte[] bookmark(long revision, boolean initialEventsEnd) {
    ObjectNode object = Json.object();
    object.put("kind", kind());
    object.put("apiVersion", apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision));
    metadata.putNull("creationTimestamp");
    if (initialEventsEnd) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    byte[] payload =
        isProtobuf() ? encoder.protobufBookmark(scope, representation, object) : Json.write(object);
    return frame("BOOKMARK", payload, revision);
  }

  private String kind() {
    return switch (representation.form()) {
      case OBJECT -> scope.definition().kind();
      case PARTIAL_METADATA -> "PartialObjectMetadata";
      case TABLE -> "Table";
    };
  }

  private String apiVersion() {
    return representation.form() == Representation.Form.OBJECT
        ? scope.groupVersionKind().apiVersion()
        : "meta.k8s.io/" + representation.version();
  }

  byte[] error(ApiException error) {
    JsonNode status = error.status();
    return frame("ERROR", encoder.document(status, representation), 0);
  }

  private boolean isProtobuf() {
    return representation.encoding() == Representation.Encoding.PROTOBUF;
  }

  private byte[] frame(String type, byte[] payload, long id) {
    if (isProtobuf()) {
      return encoder.protobufFrame(type, payload);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 96);
    if (serverSentEvents) {
      if (id > 0) {
        out.writeBytes(("id: " + id + "\n").getBytes(StandardCharsets.UTF_8));
      }
      out.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(payload);
    out.writeBytes((serverSentEvents ? "}\n\n" : "}\n").getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
