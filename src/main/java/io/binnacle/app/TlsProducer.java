package io.binnacle.app;

import io.binnacle.app.bootstrap.NetworkPlan;
import io.binnacle.client.https.KeyMaterial;
import io.binnacle.client.https.KeyMaterial.ClientCertificate;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes of the files of a home what the running server shows and trusts. */
@Dependent
public class TlsProducer {
  @Produces
  @Singleton
  HttpClients httpClients(ClusterFiles files) {
    try {
      return HttpClients.of(
          KeyMaterial.tls(
              Optional.of(Files.readAllBytes(files.caCertificate())),
              Optional.of(
                  new ClientCertificate(
                      Files.readAllBytes(files.kubeletClientCertificate()),
                      Files.readAllBytes(files.kubeletClientKey())))),
          new ClientCertificate(
              Files.readAllBytes(files.frontProxyClientCertificate()),
              Files.readAllBytes(files.frontProxyClientKey())));
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of("the PKI of " + files.home() + " cannot be read: " + e.getMessage()));
    }
  }

  @Produces
  @Singleton
  NetworkPlan networkPlan(ClusterFiles files) {
    try {
      return NetworkPlan.of(files.networkPlan(), Path.of("/proc/net/route"), Optional.empty());
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of("network.properties cannot be read: " + e.getMessage()));
    }
  }
}
