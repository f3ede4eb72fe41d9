package io.binnacle.authentication.join;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.authentication.UserInfo;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.pki.CertificateNames;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import io.binnacle.pki.SigningRequest;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Signs the certificates of a joining node. The endpoint at {@link #PATH} calls it after
 * authentication and authorization; it reads the CA's key from its file each time, since nodes join
 * rarely and a key that is not in memory cannot leak from it.
 *
 * <p>A node's serving certificate is good for the node's name and its own addresses only: one that
 * names the API server, or this machine, would let a node pose as it.
 */
@Dependent
public class NodeJoin {
  /** Where a machine posts its request: a non-resource path, for the authorization policy. */
  public static final String PATH = "/binnacle/v1/join";

  private static final System.Logger LOG = System.getLogger(NodeJoin.class.getName());
  private static final String BOOTSTRAPPERS = "system:bootstrappers";

  /** RFC 6761 section 6.3, and what the cluster's DNS answers for services and pods. */
  private static final List<String> RESERVED_DOMAINS =
      List.of(".localhost", ".svc", ".cluster.local");

  /**
   * @param signingRequest PEM (PKCS10) for {@code CN=system:node:<nodeName>, O=system:nodes}, with
   *     the node's name and addresses as alternative names
   */
  public record Request(String nodeName, String signingRequest) {}

  /** All PEM. */
  public record Answer(String authority, String clientCertificate, String servingCertificate) {}

  private final ClusterFiles files;
  private final Clock clock;
  private final SecureRandom random;

  @Inject
  public NodeJoin(ClusterFiles files, Clock clock, SecureRandom random) {
    this.files = files;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Signs.
   *
   * @throws ApiException Forbidden for others than bootstrappers, BadRequest when the request is
   *     not that of the node
   */
  public Answer join(UserInfo user, Request request) {
    if (!user.isMember(BOOTSTRAPPERS) && !user.isMember(UserInfo.MASTERS)) {
      throw ApiException.of(
          StatusReason.FORBIDDEN, "forbidden: only the join token may join nodes");
    }
    SigningRequest signing = check(request);
    try {
      ClusterCa ca = ClusterCa.load(files, clock, random);
      X509Certificate client =
          ca.issue(CertificateSpec.client(signing.subject()), signing.publicKey());
      X509Certificate serving =
          ca.issue(
              CertificateSpec.server(signing.subject(), servingNames(request, signing)),
              signing.publicKey());
      LOG.log(Level.INFO, "Node {0} joins with {1}", request.nodeName(), user.name());
      return new Answer(
          Pem.certificate(ca.certificate()),
          Pem.certificate(client),
          Pem.certificates(List.of(serving, ca.certificate())));
    } catch (IOException e) {
      LOG.log(Level.ERROR, "The cluster CA cannot be read", e);
      throw ApiException.internal("the cluster CA cannot be read");
    }
  }

  private SigningRequest check(Request request) {
    if (!Names.dns1123Subdomain(request.nodeName(), false).isEmpty()) {
      throw ApiException.badRequest("the node name is not a lowercase RFC 1123 subdomain");
    }
    SigningRequest signing;
    try {
      signing = SigningRequest.parse(request.signingRequest());
    } catch (IOException e) {
      throw ApiException.badRequest(String.valueOf(e.getMessage()));
    }
    if (!signing.subject().equals(CertificateSpec.Subject.ofNode(request.nodeName()))) {
      throw ApiException.badRequest(
          "the signing request must be for CN=system:node:"
              + request.nodeName()
              + ", O=system:nodes");
    }
    if (isReserved(request.nodeName()) || isOwnNode(signing.subject())) {
      throw ApiException.badRequest(
          "the name "
              + request.nodeName()
              + " belongs to the control plane or to services: choose another node name");
    }
    return signing;
  }

  /**
   * A node's name becomes a name of its serving certificate, so it may be none under which clients
   * look for something else: the API server, this machine, or the services of the cluster.
   */
  private boolean isReserved(String nodeName) {
    try {
      return CertificateNames.isAddress(nodeName)
          || RESERVED_DOMAINS.stream().anyMatch(("." + nodeName)::endsWith)
          || taken().contains(CertificateNames.normalize(nodeName));
    } catch (IOException e) {
      LOG.log(Level.ERROR, "The server's certificate cannot be read", e);
      throw ApiException.internal("the server's certificate cannot be read");
    }
  }

  /** The names and addresses that the API server itself answers to. */
  private Set<String> taken() throws IOException {
    return CertificateNames.of(Pem.readCertificates(files.servingCertificate()).getFirst());
  }

  /** The node of this very home cannot be taken over by a machine that calls itself the same. */
  private boolean isOwnNode(CertificateSpec.Subject subject) {
    try {
      return Files.exists(files.nodeCertificate())
          && Pem.readCertificates(files.nodeCertificate())
              .getFirst()
              .getSubjectX500Principal()
              .getName()
              .contains("CN=" + subject.commonName() + ",");
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The local node's certificate cannot be read: {0}", e);
      return false;
    }
  }

  private List<String> servingNames(Request request, SigningRequest signing) throws IOException {
    Set<String> taken = taken();
    List<String> names = new ArrayList<>();
    names.add(request.nodeName());
    for (String name : signing.names()) {
      if (CertificateNames.isAddress(name) && !taken.contains(CertificateNames.normalize(name))) {
        names.add(name);
      }
    }
    return names;
  }
}
