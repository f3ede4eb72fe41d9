package io.binnacle.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.proxy.FrontProxyHeaders;
import io.binnacle.configuration.ClusterFiles;
import java.io.IOException;
import java.nio.file.Files;

/**
 * What extension API servers need to know of this one, in the ConfigMap where Kubernetes' libraries
 * look for it: which authority the front proxy's certificate is of, in which headers it tells who a
 * client is, and whose client certificates the cluster accepts.
 */
final class ExtensionAuthentication {
  static final String NAMESPACE = "kube-system";
  private static final String NAME = "extension-apiserver-authentication";

  private ExtensionAuthentication() {}

  static ObjectNode configMap(ClusterFiles files) throws IOException {
    ObjectNode map = ClusterObjects.object("v1", "ConfigMap", NAME);
    map.withObjectProperty("metadata").put("namespace", NAMESPACE);
    map.putObject("data")
        .put("client-ca-file", Files.readString(files.caCertificate()))
        .put("requestheader-client-ca-file", Files.readString(files.frontProxyCaCertificate()))
        .put("requestheader-allowed-names", list("front-proxy-client"))
        .put("requestheader-username-headers", list(FrontProxyHeaders.USER))
        .put("requestheader-uid-headers", list(FrontProxyHeaders.UID))
        .put("requestheader-group-headers", list(FrontProxyHeaders.GROUP))
        .put("requestheader-extra-headers-prefix", list(FrontProxyHeaders.EXTRA_PREFIX));
    return map;
  }

  private static String list(String entry) {
    ArrayNode list = Json.mapper().createArrayNode();
    list.add(entry);
    return Json.writeText(list);
  }
}
