package io.binnacle.client.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigLoaderTest {
  @TempDir Path directory;

  private static byte[] pem(PemObjectGenerator object) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void readsKeysInAllTheirForms() throws Exception {
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp256r1"));
    ECPrivateKey curve = (ECPrivateKey) ec.generateKeyPair().getPrivate();
    var sec1 =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, curve.getS(), SECObjectIdentifiers.secp256r1);
    for (byte[] text :
        List.of(
            pem(new PemObject("EC PRIVATE KEY", sec1.getEncoded())),
            pem(new JcaPKCS8Generator(curve, null)))) {
      assertThat(((ECPrivateKey) KeyMaterial.privateKey(text)).getS()).isEqualTo(curve.getS());
    }
    PrivateKey rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
    for (byte[] text :
        List.of(pem(new JcaMiscPEMGenerator(rsa)), pem(new JcaPKCS8Generator(rsa, null)))) {
      assertThat(KeyMaterial.privateKey(text)).isEqualTo(rsa);
    }
  }

  @Test
  void readsTheCurrentContextAndARenewedTokenFile() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "first\n");
    ClusterConnection connection = KubeconfigLoader.load(kubeconfig("{tokenFile: token}"));
    assertThat(connection.server().toString()).isEqualTo("https://127.0.0.1:6443");
    assertThat(connection.token().orElseThrow().get()).isEqualTo("first");
    Files.writeString(token, "second");
    assertThat(connection.token().orElseThrow().get()).isEqualTo("second");
    assertThat(connection.toString()).doesNotContain("second");
  }

  @Test
  void aCertificateWithoutItsKeyIsRefused() throws Exception {
    Path file = kubeconfig("{client-certificate-data: aGVsbG8=}");
    assertThatThrownBy(() -> KubeconfigLoader.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both of client certificate and key");
  }

  private Path kubeconfig(String user) throws Exception {
    return Files.writeString(
        directory.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts:
        - {name: other, context: {cluster: none, user: none}}
        - {name: main, context: {cluster: here, user: me}}
        clusters:
        - {name: here, cluster: {server: "https://127.0.0.1:6443"}}
        users:
        - name: me
          user: %s
        """
            .formatted(user));
  }
}
