package io.binnacle.app.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AuthorizationConfiguration;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import io.binnacle.authorization.plugin.abac.AbacAuthorizer;
import io.binnacle.configuration.ClusterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComponentPolicyTest {
  @TempDir Path home;
  private AbacAuthorizer authorizer;

  @BeforeEach
  void write() throws IOException {
    ClusterFiles files = new ClusterFiles(home);
    Files.writeString(files.componentPolicy(), ComponentPolicy.text());
    authorizer =
        new AbacAuthorizer(
            new AuthorizationConfiguration(List.of("ABAC"), Optional.empty()),
            files,
            Clock.systemUTC());
  }

  @ParameterizedTest
  @CsvSource({
    "system:serviceaccount:kube-system:replication-controller, binnacle:controllers, create, '', pods, true",
    "system:serviceaccount:kube-system:replication-controller, binnacle:controllers, delete, apps, deployments, true",
    "system:serviceaccount:kube-system:replication-controller, system:serviceaccounts:kube-system, create, '', pods, false",
    "system:serviceaccount:ns:robot, system:serviceaccounts:ns, list, '', pods, false",
    "system:kube-scheduler, x, create, '', bindings, true",
    "system:kube-scheduler, x, list, '', nodes, true",
    "system:kube-scheduler, x, delete, '', nodes, false",
    "system:node:n1, system:nodes, patch, '', nodes, true",
    "system:node:n1, system:nodes, watch, '', configmaps, true",
    "system:node:n1, system:nodes, update, '', configmaps, false",
    "system:node:n1, system:nodes, update, coordination.k8s.io, leases, true",
    "system:node:n1, system:nodes, list, discovery.k8s.io, endpointslices, true",
    "system:bootstrap:x, system:bootstrappers, list, '', nodes, false",
    "ann, dev, get, '', pods, false",
    "ann, dev, create, authorization.k8s.io, selfsubjectaccessreviews, true",
  })
  void letsComponentsDoTheirWork(
      String user, String group, String verb, String apiGroup, String resource, boolean allowed) {
    Decision decision =
        authorizer.authorize(
            new RequestAttributes(
                UserInfo.of(user, group, "system:authenticated"),
                verb,
                true,
                apiGroup,
                "v1",
                "ns",
                resource,
                "",
                "",
                "/x"));
    assertThat(decision instanceof Decision.Allow).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "ann, dev, get, /api, true",
    "ann, dev, get, /apis/apps/v1, true",
    "ann, dev, get, /openapi/v3, true",
    "ann, dev, get, /metrics, false",
    "ann, dev, post, /binnacle/v1/join, false",
    "system:bootstrap:x, system:bootstrappers, post, /binnacle/v1/join, true",
  })
  void letsEverybodyDiscover(String user, String group, String verb, String path, boolean allowed) {
    Decision decision =
        authorizer.authorize(
            new RequestAttributes(
                UserInfo.of(user, group, "system:authenticated"),
                verb,
                false,
                "",
                "",
                "",
                "",
                "",
                "",
                path));
    assertThat(decision instanceof Decision.Allow).isEqualTo(allowed);
  }
}
