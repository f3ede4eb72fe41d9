package io.binnacle.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.proxy.FrontProxyHeaders;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What extension API servers need to know of this one, in the ConfigMap where Kubernetes' libraries
 * look for it: which authority the front proxy's certificate is of, in which headers it tells who a
 * client is, and whose client certificates the cluster accepts; and the Role by which they may read
 * it. Servers of one cluster may have different authorities, for instance while one is replaced:
 * each adds what it knows to what the others wrote. Immutable; may be used by any thread.
 */
final class ExtensionAuthentication {
  static final String NAMESPACE = "kube-system";
  private static final String NAME = "extension-apiserver-authentication";
  private static final Set<String> AUTHORITIES =
      Set.of("client-ca-file", "requestheader-client-ca-file");

  private final Clock clock;

  ExtensionAuthentication(Clock clock) {
    this.clock = clock;
  }

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

  /** Extension servers' installations bind their accounts to this Role by its name. */
  static ObjectNode reader() {
    ObjectNode role =
        ClusterObjects.object("rbac.authorization.k8s.io/v1", "Role", NAME + "-reader");
    ObjectNode metadata = role.withObjectProperty("metadata").put("namespace", NAMESPACE);
    metadata.putObject("annotations").put("rbac.authorization.kubernetes.io/autoupdate", "true");
    metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
    ObjectNode rule = role.putArray("rules").addObject();
    rule.putArray("apiGroups").add("");
    rule.putArray("resources").add("configmaps");
    rule.putArray("resourceNames").add(NAME);
    rule.putArray("verbs").add("get").add("list").add("watch");
    return role;
  }

  /** What other servers wrote, and what this one has to add; authorities that expired are left. */
  ObjectNode merged(ApiObject found, ObjectNode own) {
    ObjectNode merged = found.copyTree();
    ObjectNode data = merged.withObjectProperty("data");
    for (Map.Entry<String, JsonNode> entry : own.path("data").properties()) {
      String known = data.path(entry.getKey()).asText();
      String added = entry.getValue().asText();
      data.put(
          entry.getKey(),
          AUTHORITIES.contains(entry.getKey()) ? authorities(known, added) : names(known, added));
    }
    return merged;
  }

  private String authorities(String known, String added) {
    Set<X509Certificate> all = new LinkedHashSet<>(certificates(known));
    all.addAll(certificates(added));
    Date now = Date.from(clock.instant());
    all.removeIf(authority -> authority.getNotAfter().before(now));
    return Pem.certificates(List.copyOf(all));
  }

  /** What somebody spoiled is written anew rather than kept. */
  private static List<X509Certificate> certificates(String pem) {
    try {
      return Pem.parseCertificates(pem);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String names(String known, String added) {
    Set<String> all = new LinkedHashSet<>(names(known));
    all.addAll(names(added));
    return list(all.toArray(String[]::new));
  }

  private static List<String> names(String list) {
    try {
      List<String> names = new ArrayList<>();
      Json.mapper().readTree(list).forEach(name -> names.add(name.asText()));
      return names;
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }

  private static String list(String... entries) {
    ArrayNode list = Json.mapper().createArrayNode();
    for (String entry : entries) {
      list.add(entry);
    }
    return Json.writeText(list);
  }
}
