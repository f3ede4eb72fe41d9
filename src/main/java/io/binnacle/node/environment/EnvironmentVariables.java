package io.binnacle.node.environment;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.model.NodePod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Computes the variables of a container. Later ones win: services, then envFrom in order, then env
 * in order, whose values may refer to all before them.
 */
public final class EnvironmentVariables {
  private static final String CONFIG_MAP = "configmap";
  private static final String SECRET = "secret";

  private final ClusterObjects cluster;
  private final Allocatable allocatable;

  public EnvironmentVariables(ClusterObjects cluster, Allocatable allocatable) {
    this.cluster = cluster;
    this.allocatable = allocatable;
  }

  /**
   * The variables in order; values may be secret.
   *
   * @throws ContainerConfigException where something is missing that is not optional
   */
  public Map<String, String> of(NodePod pod, Container container, PodAddresses addresses) {
    try {
      Map<String, String> variables = new LinkedHashMap<>(serviceVariables(pod));
      for (EnvFromSource source : container.getEnvFrom()) {
        addAll(variables, pod, source);
      }
      for (EnvVar variable : container.getEnv()) {
        value(pod, container, addresses, variable, variables)
            .ifPresent(value -> variables.put(variable.getName(), value));
      }
      return variables;
    } catch (ApiException e) {
      throw new ContainerConfigException(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> serviceVariables(NodePod pod) {
    List<ApiObject> services = new ArrayList<>();
    cluster.apiServerService().ifPresent(services::add);
    if (!Boolean.FALSE.equals(pod.spec().getEnableServiceLinks())) {
      for (ApiObject service : cluster.services(pod.namespace())) {
        // Each namespace sees the API server's service under its name, even where it has its own.
        if (services.isEmpty() || !service.name().equals("kubernetes")) {
          services.add(service);
        }
      }
    }
    return ServiceVariables.of(services);
  }

  private void addAll(Map<String, String> variables, NodePod pod, EnvFromSource source) {
    String prefix = Objects.requireNonNullElse(source.getPrefix(), "");
    if (source.getConfigMapRef() != null) {
      configMap(pod, source.getConfigMapRef().getName(), source.getConfigMapRef().getOptional())
          .ifPresent(configMap ->
              configMap
                  .tree()
                  .path("data")
                  .properties()
                  .forEach(
                      entry -> variables.put(prefix + entry.getKey(), entry.getValue().asText())));
    }
    if (source.getSecretRef() != null) {
      secret(pod, source.getSecretRef().getName(), source.getSecretRef().getOptional())
          .ifPresent(secret ->
              secret
                  .tree()
                  .path("data")
                  .properties()
                  .forEach(
                      entry -> variables.put(prefix + entry.getKey(), decode(entry.getValue()))));
    }
  }

  private Optional<String> value(
      NodePod pod,
      Container container,
      PodAddresses addresses,
      EnvVar variable,
      Map<String, String> before) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      return Optional.of(
          Expansion.expand(Objects.requireNonNullElse(variable.getValue(), ""), before));
    }
    if (source.getFieldRef() != null) {
      return Optional.of(PodFields.field(pod, addresses, source.getFieldRef().getFieldPath()));
    }
    if (source.getResourceFieldRef() != null) {
      return Optional.of(
          PodFields.resource(pod, container, source.getResourceFieldRef(), allocatable));
    }
    if (source.getConfigMapKeyRef() != null) {
      var reference = source.getConfigMapKeyRef();
      return configMap(pod, reference.getName(), reference.getOptional())
          .flatMap(found -> key(found, CONFIG_MAP, reference.getKey(), reference.getOptional()))
          .map(JsonNode::asText);
    }
    if (source.getSecretKeyRef() != null) {
      var reference = source.getSecretKeyRef();
      return secret(pod, reference.getName(), reference.getOptional())
          .flatMap(found -> key(found, SECRET, reference.getKey(), reference.getOptional()))
          .map(EnvironmentVariables::decode);
    }
    throw new ContainerConfigException(
        "the source of variable " + variable.getName() + " is not supported by this node");
  }

  private Optional<ApiObject> configMap(NodePod pod, String name, Boolean optional) {
    return required(cluster.configMap(pod.namespace(), name), CONFIG_MAP, name, optional);
  }

  private Optional<ApiObject> secret(NodePod pod, String name, Boolean optional) {
    return required(cluster.secret(pod.namespace(), name), SECRET, name, optional);
  }

  private static Optional<ApiObject> required(
      Optional<ApiObject> found, String kind, String name, Boolean optional) {
    if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new ContainerConfigException(kind + " \"" + name + "\" not found");
    }
    return found;
  }

  private static Optional<JsonNode> key(
      ApiObject object, String kind, String key, Boolean optional) {
    JsonNode value = object.tree().path("data").path(key);
    if (value.isMissingNode() && !Boolean.TRUE.equals(optional)) {
      String titled = kind.equals(SECRET) ? "Secret" : "ConfigMap";
      throw new ContainerConfigException(
          "couldn't find key " + key + " in " + titled + " " + object.key());
    }
    return value.isMissingNode() ? Optional.empty() : Optional.of(value);
  }

  private static String decode(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
  }
}
