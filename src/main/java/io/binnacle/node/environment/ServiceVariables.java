package io.binnacle.node.environment;

import io.binnacle.apimachinery.meta.ApiObject;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The variables by which containers find services: {@code WEB_SERVICE_HOST} and its kin. */
final class ServiceVariables {
  private ServiceVariables() {}

  static Map<String, String> of(List<ApiObject> services) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (ApiObject object : services) {
      Service service = object.as(Service.class);
      String ip = Objects.requireNonNullElse(service.getSpec().getClusterIP(), "");
      List<ServicePort> ports = service.getSpec().getPorts();
      if (!ip.isEmpty() && !ip.equals("None") && !ports.isEmpty()) {
        add(variables, upper(object.name()), ip, ports);
      }
    }
    return variables;
  }

  private static void add(
      Map<String, String> variables, String prefix, String ip, List<ServicePort> ports) {
    ServicePort first = ports.getFirst();
    variables.put(prefix + "_SERVICE_HOST", ip);
    variables.put(prefix + "_SERVICE_PORT", String.valueOf(first.getPort()));
    for (ServicePort port : ports) {
      if (port.getName() != null && !port.getName().isEmpty()) {
        variables.put(
            prefix + "_SERVICE_PORT_" + upper(port.getName()), String.valueOf(port.getPort()));
      }
    }
    variables.put(prefix + "_PORT", url(first, ip));
    for (ServicePort port : ports) {
      String link = prefix + "_PORT_" + port.getPort() + "_" + protocol(port);
      variables.put(link, url(port, ip));
      variables.put(link + "_PROTO", protocol(port).toLowerCase(Locale.ROOT));
      variables.put(link + "_PORT", String.valueOf(port.getPort()));
      variables.put(link + "_ADDR", ip);
    }
  }

  private static String url(ServicePort port, String ip) {
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    return protocol(port).toLowerCase(Locale.ROOT) + "://" + host + ":" + port.getPort();
  }

  private static String protocol(ServicePort port) {
    return Objects.requireNonNullElse(port.getProtocol(), "TCP");
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
