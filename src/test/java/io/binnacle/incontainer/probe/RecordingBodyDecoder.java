package io.binnacle.incontainer.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.schema.BodyDecoder;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.schema.protobuf.ProtobufDecoder;
import io.binnacle.schema.protobuf.WireFormatBodyDecoder;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.util.List;

/** The application's decoder, recorded. Components of the process send no encoded bodies. */
@Alternative
@Priority(1)
@ApplicationScoped
public class RecordingBodyDecoder implements BodyDecoder {
  private final BodyDecoder decoder;
  private final Recording recording;

  @Inject
  public RecordingBodyDecoder(BuiltInSchemaCatalog catalog, Recording recording) {
    this.decoder = new WireFormatBodyDecoder(new ProtobufDecoder(catalog));
    this.recording = recording;
  }

  @Override
  public ObjectNode decode(String contentType, byte[] body, String expectedKind) {
    recording.add(Recording.Step.DECODE);
    return decoder.decode(contentType, body, expectedKind);
  }

  @Override
  public List<String> duplicateFields(String contentType, byte[] body) {
    return decoder.duplicateFields(contentType, body);
  }
}
