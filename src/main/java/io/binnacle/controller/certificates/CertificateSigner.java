package io.binnacle.controller.certificates;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.pki.ClusterCa;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/** Signs approved requests with the cluster's authority. */
@Dependent
public class CertificateSigner implements Controller {
  @Override
  public String name() {
    return "csrsigning";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("certificatesigningrequest-signing-controller");
  }

  @Override
  public String serviceAccount() {
    return "certificate-controller";
  }

  @Override
  public Set<Class<? extends Record>> configurations() {
    return Set.of(SigningConfiguration.class);
  }

  @Override
  public Reconciler start(ControllerContext context) {
    SigningConfiguration configuration = context.configuration().read(SigningConfiguration.class);
    return new SigningReconciler(context, authority(configuration, context), configuration);
  }

  private static Optional<ClusterCa> authority(
      SigningConfiguration configuration, ControllerContext context) {
    Optional<Path> certificate = configuration.certificateFile().map(Path::of);
    Optional<Path> key = configuration.keyFile().map(Path::of);
    if (certificate.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ClusterCa.load(certificate.get(), key.get(), context.clock(), new SecureRandom()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the authority that signs", e);
    }
  }
}
