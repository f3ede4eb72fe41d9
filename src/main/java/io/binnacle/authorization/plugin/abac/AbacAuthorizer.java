package io.binnacle.authorization.plugin.abac;

import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AccessRules;
import io.binnacle.authorization.AuthorizationConfiguration;
import io.binnacle.authorization.Authorizer;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ReloadingFile;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ABAC authorizer: allows what a policy allows and has no opinion otherwise. The generated
 * policies of Binnacle's components count besides those of the administrator's file, so that a file
 * can never lock the cluster's own parts out.
 */
@Dependent
public class AbacAuthorizer implements Authorizer {
  private static final Decision ALLOW = new Decision.Allow("ABAC policy");
  private static final Decision NO_POLICY = new Decision.NoOpinion("No policy matched.");

  private final List<ReloadingFile<PolicyIndex>> files;

  /** Reads nothing unless the mode is in use: a file for a mode that is off may be missing. */
  @Inject
  public AbacAuthorizer(
      AuthorizationConfiguration configuration, ClusterFiles clusterFiles, Clock clock) {
    Stream<Path> paths =
        configuration.mode().contains("ABAC")
            ? Stream.concat(
                Stream.of(clusterFiles.componentPolicy()).filter(Files::exists),
                configuration.policyFile().stream())
            : Stream.empty();
    this.files =
        paths.map(path -> new ReloadingFile<>(path, AbacAuthorizer::parse, clock)).toList();
  }

  private static PolicyIndex parse(Path path, List<String> lines) {
    return new PolicyIndex(PolicyFile.parse(path, lines));
  }

  @Override
  public String mode() {
    return "ABAC";
  }

  @Override
  public Decision authorize(RequestAttributes attributes) {
    for (ReloadingFile<PolicyIndex> file : files) {
      if (file.value().allows(attributes)) {
        return ALLOW;
      }
    }
    return NO_POLICY;
  }

  @Override
  public AccessRules rules(UserInfo user, String namespace) {
    List<AccessRules.ResourceRule> resources = new ArrayList<>();
    List<AccessRules.PathRule> paths = new ArrayList<>();
    for (ReloadingFile<PolicyIndex> file : files) {
      for (Policy policy : file.value().policies()) {
        // Kubernetes leaves out policies without a namespace, which those for paths are: what they
        // allow would be missing from a list that says to be complete.
        if (policy.matchesSubject(user)) {
          policy.resourceRule(namespace).ifPresent(resources::add);
          policy.pathRule().ifPresent(paths::add);
        }
      }
    }
    return AccessRules.of(resources, paths);
  }
}
