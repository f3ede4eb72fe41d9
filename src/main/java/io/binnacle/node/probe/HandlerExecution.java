package io.binnacle.node.probe;

import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ExecResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Does what probes and lifecycle hooks ask for: a command in the container, an HTTP request, a
 * connection, a gRPC health check. Blocks; safe for any thread.
 */
public final class HandlerExecution {
  private final ContainerRuntime runtime;
  private final PlainHttp http = new PlainHttp();
  private final GrpcHealth grpc = new GrpcHealth();

  public HandlerExecution(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /** Where a handler is to be carried out. */
  public record Target(Container container, String containerId, String podIp) {}

  ProbeOutcome probe(Probe probe, Target target, Duration timeout) {
    try {
      return attempt(probe, target, timeout);
    } catch (RuntimeException e) {
      // What is wrong with a handler is the pod's affair: it fails, and whoever asked goes on.
      return ProbeOutcome.failure(String.valueOf(e.getMessage()));
    }
  }

  private ProbeOutcome attempt(Probe probe, Target target, Duration timeout) {
    if (probe.getExec() != null) {
      return exec(probe.getExec().getCommand(), target, timeout);
    } else if (probe.getHttpGet() != null) {
      return httpGet(probe.getHttpGet(), target, timeout);
    } else if (probe.getTcpSocket() != null) {
      return tcpSocket(probe.getTcpSocket(), target, timeout);
    } else if (probe.getGrpc() != null) {
      return grpc.check(
          target.podIp,
          probe.getGrpc().getPort(),
          Objects.requireNonNullElse(probe.getGrpc().getService(), ""),
          timeout);
    }
    return ProbeOutcome.failure("missing probe handler");
  }

  /** Runs a hook to its end, or to the time-out. */
  public ProbeOutcome hook(LifecycleHandler handler, Target target, Duration timeout)
      throws InterruptedException {
    try {
      return attempt(handler, target, timeout);
    } catch (RuntimeException e) {
      return ProbeOutcome.failure(String.valueOf(e.getMessage()));
    }
  }

  private ProbeOutcome attempt(LifecycleHandler handler, Target target, Duration timeout)
      throws InterruptedException {
    if (handler.getExec() != null) {
      return exec(handler.getExec().getCommand(), target, timeout);
    } else if (handler.getHttpGet() != null) {
      return httpGet(handler.getHttpGet(), target, timeout);
    } else if (handler.getTcpSocket() != null) {
      return tcpSocket(handler.getTcpSocket(), target, timeout);
    } else if (handler.getSleep() != null) {
      Duration asked = Duration.ofSeconds(handler.getSleep().getSeconds());
      Thread.sleep(asked.compareTo(timeout) < 0 ? asked : timeout);
    }
    return ProbeOutcome.OK;
  }

  private ProbeOutcome exec(List<String> command, Target target, Duration timeout) {
    try {
      ExecResult result = runtime.execSync(target.containerId, command, timeout);
      return result.exitCode() == 0
          ? ProbeOutcome.OK
          : ProbeOutcome.failure(result.stdout() + result.stderr());
    } catch (ContainerRuntimeException e) {
      return ProbeOutcome.failure(
          e.reason() == ContainerRuntimeException.Reason.TIMEOUT
              ? "command timed out: \""
                  + String.join(" ", command)
                  + "\" timed out after "
                  + timeout.toSeconds()
                  + "s"
              : String.valueOf(e.getMessage()));
    }
  }

  private ProbeOutcome httpGet(HTTPGetAction action, Target target, Duration timeout) {
    URI uri = uri(action, target);
    Map<String, String> headers = new LinkedHashMap<>();
    if (action.getHttpHeaders() != null) {
      for (HTTPHeader header : action.getHttpHeaders()) {
        headers.put(header.getName(), Objects.requireNonNullElse(header.getValue(), ""));
      }
    }
    try {
      int status = http.get(uri, headers, timeout);
      return status >= 200 && status < 400
          ? ProbeOutcome.OK
          : ProbeOutcome.failure("HTTP probe failed with statuscode: " + status);
    } catch (IOException e) {
      return ProbeOutcome.failure("Get \"" + uri + "\": " + reason(e, uri.getRawAuthority()));
    }
  }

  private static URI uri(HTTPGetAction action, Target target) {
    String host =
        action.getHost() == null || action.getHost().isEmpty() ? target.podIp : action.getHost();
    String scheme = Objects.requireNonNullElse(action.getScheme(), "HTTP").toLowerCase(Locale.ROOT);
    String path = Objects.requireNonNullElse(action.getPath(), "/");
    return URI.create(
        scheme
            + "://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + port(action.getPort(), target.container)
            + RequestPaths.escaped(path.startsWith("/") ? path : "/" + path));
  }

  private static ProbeOutcome tcpSocket(TCPSocketAction action, Target target, Duration timeout) {
    String host =
        action.getHost() == null || action.getHost().isEmpty() ? target.podIp : action.getHost();
    String authority = host;
    try (Socket socket = new Socket()) {
      int port = port(action.getPort(), target.container);
      authority = host + ":" + port;
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      return ProbeOutcome.OK;
    } catch (IOException e) {
      return ProbeOutcome.failure(reason(e, authority));
    }
  }

  /** A port by number, or by the name that the container gives it. */
  static int port(IntOrString port, Container container) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    String name = String.valueOf(port.getStrVal());
    for (ContainerPort candidate : container.getPorts()) {
      if (name.equals(candidate.getName())) {
        return candidate.getContainerPort();
      }
    }
    if (name.matches("\\d{1,5}")) {
      return Integer.parseInt(name);
    }
    throw new IllegalArgumentException("invalid port name: " + name);
  }

  private static String reason(IOException e, String authority) {
    if (e instanceof SocketTimeoutException) {
      return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    }
    if (e instanceof ConnectException) {
      return "dial tcp " + authority + ": connect: connection refused";
    }
    return String.valueOf(e.getMessage());
  }
}
