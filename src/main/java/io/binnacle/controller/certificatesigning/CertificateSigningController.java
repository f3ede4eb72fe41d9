package io.binnacle.controller.certificatesigning;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/** The signer of certificates by the cluster's authority. */
@Dependent
public class CertificateSigningController implements Controller {
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
    return Set.of(CertificateSigningConfiguration.class);
  }

  @Override
  public Reconciler start(ControllerContext context) {
    CertificateSigningConfiguration configuration =
        context.configuration().read(CertificateSigningConfiguration.class);
    return new CertificateSigningReconciler(
        context, authority(context, configuration), configuration.duration());
  }

  private static Optional<ClusterCa> authority(
      ControllerContext context, CertificateSigningConfiguration configuration) {
    if (configuration.certificateFile().isEmpty() || configuration.keyFile().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ClusterCa(
              Pem.readCertificates(Path.of(configuration.certificateFile().get())).getFirst(),
              Pem.readPrivateKey(Path.of(configuration.keyFile().get())),
              context.clock(),
              new SecureRandom()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what certificates are signed with", e);
    }
  }
}
