package io.binnacle.controller.rootca;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The publisher of the cluster's CA certificate. */
@Dependent
public class RootCaPublisher implements Controller {
  @Override
  public String name() {
    return "root-ca-publisher";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("root-ca-cert-publisher", "root-ca-certificate-publisher-controller");
  }

  @Override
  public String serviceAccount() {
    return "root-ca-cert-publisher";
  }

  @Override
  public Set<Class<? extends Record>> configurations() {
    return Set.of(RootCaConfiguration.class);
  }

  @Override
  public Reconciler start(ControllerContext context) {
    Optional<String> pem =
        context.configuration().read(RootCaConfiguration.class).path().map(RootCaPublisher::read);
    return new RootCaReconciler(context, pem);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the CA certificate", e);
    }
  }
}
