package io.binnacle.authentication.plugin.serviceaccount;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.pki.Pem;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The key that tokens are signed with (EC P-256 as ES256, or RSA as RS256) and the keys that they
 * are verified with; older public keys stay good until they are taken from the file. Immutable;
 * safe for any thread.
 */
public final class TokenKeys {
  private final JWSSigner signer;
  private final JWSHeader header;
  private final Map<String, JWSVerifier> verifiers = new LinkedHashMap<>();
  private final JWKSet published;

  /**
   * @param publicKeys the first belongs to the private key
   */
  TokenKeys(PrivateKey privateKey, List<PublicKey> publicKeys) {
    List<JWK> jwks = new ArrayList<>();
    try {
      for (PublicKey key : publicKeys) {
        JWK jwk = jwk(key);
        jwks.add(jwk);
        verifiers.put(jwk.getKeyID(), verifier(key));
      }
      signer =
          privateKey instanceof ECPrivateKey ec
              ? new ECDSASigner(ec, Curve.P_256)
              : new RSASSASigner(privateKey);
    } catch (JOSEException e) {
      throw new ConfigurationException(
          List.of("the service-account key is neither EC P-256 nor RSA: " + e.getMessage()));
    }
    published = new JWKSet(jwks);
    header =
        new JWSHeader.Builder((JWSAlgorithm) jwks.getFirst().getAlgorithm())
            .keyID(jwks.getFirst().getKeyID())
            .build();
  }

  public static TokenKeys load(ClusterFiles files) {
    try {
      return new TokenKeys(
          Pem.readPrivateKey(files.serviceAccountKey()),
          Pem.readPublicKeys(files.serviceAccountPublicKeys()));
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of("the service-account keys cannot be read: " + e.getMessage()));
    }
  }

  private static JWK jwk(PublicKey key) throws JOSEException {
    return switch (key) {
      case ECPublicKey ec ->
          new ECKey.Builder(Curve.P_256, ec)
              .keyIDFromThumbprint()
              .algorithm(JWSAlgorithm.ES256)
              .keyUse(KeyUse.SIGNATURE)
              .build();
      case RSAPublicKey rsa ->
          new RSAKey.Builder(rsa)
              .keyIDFromThumbprint()
              .algorithm(JWSAlgorithm.RS256)
              .keyUse(KeyUse.SIGNATURE)
              .build();
      default -> throw new JOSEException("unknown key type " + key.getAlgorithm());
    };
  }

  private static JWSVerifier verifier(PublicKey key) throws JOSEException {
    return key instanceof ECPublicKey ec
        ? new ECDSAVerifier(ec)
        : new RSASSAVerifier((RSAPublicKey) key);
  }

  JWSSigner signer() {
    return signer;
  }

  JWSHeader header() {
    return header;
  }

  /**
   * The verifier of the key that a token names. The key fixes the algorithms, so a token cannot
   * choose a weaker one.
   */
  Optional<JWSVerifier> verifier(JWSHeader tokenHeader) {
    return Optional.ofNullable(verifiers.get(tokenHeader.getKeyID()))
        .filter(verifier -> verifier.supportedJWSAlgorithms().contains(tokenHeader.getAlgorithm()));
  }

  /** The public keys as a JSON Web Key Set: what {@code /openid/v1/jwks} answers. */
  public String jwks() {
    return published.toString(true);
  }

  /** The names of the algorithms in use: for the OpenID discovery document. */
  public List<String> algorithms() {
    return published.getKeys().stream()
        .map(key -> key.getAlgorithm().getName())
        .distinct()
        .toList();
  }
}
