package io.binnacle.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.registry.Page;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WatchSink;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a request results in, before a transport puts it into bytes. */
public sealed interface ApiResult {

  /** One stored object. */
  record ObjectResult(int code, RequestScope scope, StoredObject object, List<String> warnings)
      implements ApiResult {}

  /** A list or page. */
  record ListResult(RequestScope scope, Page page) implements ApiResult {}

  /** A watch that the transport opens when it is ready to receive. */
  record WatchResult(
      RequestScope scope, ReadOptions options, Function<WatchSink, WatchSubscription> open)
      implements ApiResult {}

  /** A document that is not a stored object: a Status, a Scale, a discovery document. */
  record DocumentResult(int code, JsonNode document, List<String> warnings) implements ApiResult {}

  /** Bytes in a fixed representation. */
  record RawResult(int code, String mediaType, byte[] bytes, Map<String, String> headers)
      implements ApiResult {}

  /** A request to be passed on to another server. */
  record ProxyResult(ProxyTarget target) implements ApiResult {}
}
