package io.binnacle.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** The OpenAPI documents of group versions that other servers serve. Safe for any thread. */
public interface ExtensionOpenApi {
  /** There are none. */
  ExtensionOpenApi NONE =
      new ExtensionOpenApi() {
        @Override
        public long generation() {
          return 0;
        }

        @Override
        public Map<String, String> v3() {
          return Map.of();
        }

        @Override
        public List<ObjectNode> v2() {
          return List.of();
        }
      };

  /** Changes whenever a document does. */
  long generation();

  /** The address of each v3 document by its path, such as {@code apis/metrics.k8s.io/v1beta1}. */
  Map<String, String> v3();

  /** The paths and definitions that are to be part of the v2 document. */
  List<ObjectNode> v2();
}
