package io.binnacle.node;

import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.container.RuntimePods;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.cgroup.NodeUsage;
import io.binnacle.node.runtime.logs.ContainerLogReader;
import io.binnacle.node.runtime.logs.LogWait;
import io.binnacle.node.server.AgentEndpoints;
import io.binnacle.node.server.AgentServer;
import io.binnacle.node.stats.ResourceMetrics;
import io.binnacle.node.stats.StatsSummary;
import io.binnacle.node.stats.UsageSampler;
import io.binnacle.node.status.HostFacts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** What the agent offers to the API server: its server and the measurements behind it. */
final class NodeServing implements AutoCloseable {
  private final UsageSampler sampler;
  private final AgentServer server;

  private NodeServing(UsageSampler sampler, AgentServer server) {
    this.sampler = sampler;
    this.server = server;
  }

  static NodeServing open(
      SSLContext tls,
      NodeConfiguration configuration,
      NodeAgent.Surroundings surroundings,
      Supplier<List<NodePod>> pods,
      RuntimePods runtimePods,
      HostFacts host)
      throws IOException {
    UsageSampler sampler =
        new UsageSampler(
            pods,
            runtimePods,
            surroundings.runtime(),
            surroundings.cgroups(),
            new NodeUsage(Path.of("/proc")),
            surroundings.clock());
    AgentEndpoints endpoints =
        new AgentEndpoints(
            pods,
            runtimePods,
            new StatsSummary(
                configuration.nodeName(),
                sampler,
                surroundings.runtime(),
                host,
                surroundings.clock().instant()),
            new ResourceMetrics(sampler),
            new ContainerLogReader(LogWait.polling()),
            surroundings.clock());
    AgentServer server =
        new AgentServer(
            new InetSocketAddress(configuration.agentPort()),
            tls,
            Set.copyOf(configuration.apiServerNames()),
            endpoints);
    return new NodeServing(sampler, server);
  }

  void start() {
    sampler.start();
    server.start();
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    sampler.close();
  }
}
