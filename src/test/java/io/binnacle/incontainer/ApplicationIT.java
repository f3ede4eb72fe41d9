package io.binnacle.incontainer;

import static io.binnacle.incontainer.probe.Recording.Step.AUTHENTICATE;
import static io.binnacle.incontainer.probe.Recording.Step.AUTHORIZE;
import static io.binnacle.incontainer.probe.Recording.Step.DECODE;
import static io.binnacle.incontainer.probe.Recording.Step.MUTATE;
import static io.binnacle.incontainer.probe.Recording.Step.VALIDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.admission.AdmissionChain;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.inprocess.InProcessApiClients;
import io.binnacle.app.Component;
import io.binnacle.app.ServerConfiguration;
import io.binnacle.authentication.Authenticator;
import io.binnacle.authorization.Authorizer;
import io.binnacle.client.Resources;
import io.binnacle.configuration.ConfigurationReader;
import io.binnacle.controller.Controller;
import io.binnacle.incontainer.probe.MutatingProbe;
import io.binnacle.incontainer.probe.ProbeUser;
import io.binnacle.incontainer.probe.Recording;
import io.binnacle.incontainer.probe.RecordingAuthorizer;
import io.binnacle.incontainer.probe.Ticks;
import io.binnacle.incontainer.probe.ValidatingProbe;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.scheduler.framework.Plugin;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.StoreException;
import io.binnacle.testing.ApiHttp;
import io.binnacle.testing.ApiHttp.Answer;
import jakarta.annotation.Resource;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs inside the application, on the server: what of it the container makes work. */
@ExtendWith(ArquillianExtension.class)
class ApplicationIT {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final GroupResource STORED = new GroupResource("", "configmaps");
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(10);

  @Inject private ServerConfiguration server;
  @Inject private Recording recording;
  @Inject private Ticks ticks;
  @Inject private InProcessApiClients clients;
  @Inject private ObjectStore store;
  @Inject private ConfigurationReader configuration;
  @Inject private AdmissionChain admission;
  @Inject private ResourceCatalog catalog;
  @Inject private Instance<Authenticator> authenticators;
  @Inject private Instance<Authorizer> authorizers;
  @Inject private Instance<Controller> controllers;
  @Inject private Instance<Plugin> schedulerPlugins;
  @Inject private Instance<Component> components;

  @Resource(lookup = "jdbc/binnacle")
  private DataSource dataSource;

  @Deployment
  static WebArchive application() {
    return Deployments.application("application");
  }

  @BeforeEach
  void awaitStart() {
    Awaitility.await("the start")
        .atMost(START)
        .until(() -> anonymous().get("/readyz").status() == 200);
    recording.clear();
  }

  private ApiHttp anonymous() {
    return http(Optional.empty());
  }

  private ApiHttp as(ProbeUser user) {
    return http(Optional.of(user.token()));
  }

  private ApiHttp http(Optional<String> token) {
    return ApiHttp.of(ApiHttp.withoutCredentials(server.home(), server.port()), token);
  }

  // The order of the two facades' interceptors

  @Test
  void whoIsNotKnownGetsNoFurtherThanAuthentication() {
    Answer answer = http(Optional.of("nobody's")).post(CONFIG_MAPS, "{ not JSON");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(recording.steps()).containsExactly(AUTHENTICATE);
  }

  @Test
  void whoMayNotGetsNoFurtherThanAuthorization() {
    Answer answer = as(ProbeUser.DENIED).post(CONFIG_MAPS, "{ not JSON");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(recording.steps()).containsExactly(AUTHENTICATE, AUTHORIZE);
  }

  @Test
  void aMalformedBodyGetsNoFurtherThanTheDecoder() {
    Answer answer = as(ProbeUser.ALLOWED).post(CONFIG_MAPS, "{ not JSON");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(recording.steps()).containsExactly(AUTHENTICATE, AUTHORIZE, DECODE);
  }

  @Test
  void aWritePassesMutatingBeforeValidatingPluginsWhateverTheirOrder() {
    Answer answer = as(ProbeUser.ALLOWED).post(CONFIG_MAPS, configMap("passes", "{}"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(recording.steps())
        .containsExactly(AUTHENTICATE, AUTHORIZE, DECODE, MUTATE, VALIDATE);
    assertThat(answer.text("/metadata/labels/" + MutatingProbe.LABEL)).isEqualTo("true");
  }

  @Test
  void whatAValidatingPluginRefusesIsNotWritten() {
    String labels = "{\"%s\":\"true\"}".formatted(ValidatingProbe.REFUSED);
    Answer answer = as(ProbeUser.ALLOWED).post(CONFIG_MAPS, configMap("refused", labels));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("/message")).endsWith("the probe refuses");
    assertThat(as(ProbeUser.ALLOWED).get(CONFIG_MAPS + "/refused").status()).isEqualTo(404);
  }

  @Test
  void componentsOfTheProcessPassTheSameDoor() {
    var denied = clients.forUser(ProbeUser.DENIED.userName());

    assertThatThrownBy(() -> denied.get(Resources.CONFIG_MAPS, "default", "any"))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(403));
    assertThat(recording.steps()).containsExactly(AUTHORIZE);
  }

  private static String configMap(String name, String labels) {
    return """
    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","labels":%s}}
    """
        .formatted(name, labels);
  }

  // Discovery by type

  @Test
  void pluginsOnTheWayOfARequestAreFound() {
    assertThat(admission.names())
        .startsWith("ValidatingProbe")
        .endsWith("MutatingProbe")
        .contains("NamespaceLifecycle", "LimitRanger", "ServiceAccount", "ResourceQuota");
    assertThat(authenticators)
        .extracting(Authenticator::name)
        .contains("x509", "tokenfile", "basicfile", "serviceaccount", "recording");
    assertThat(authorizers)
        .extracting(Authorizer::mode)
        .contains("ABAC", "AlwaysAllow", "AlwaysDeny", RecordingAuthorizer.MODE);
  }

  @Test
  void kindsControllersAndSchedulerPluginsAreFound() {
    assertThat(catalog.all())
        .extracting(definition -> definition.plural())
        .contains("pods", "services", "endpointslices", "leases", "events", "resourcequotas");
    assertThat(controllers)
        .extracting(Controller::name)
        .contains("replication", "namespace", "endpoints", "nodelifecycle", "resourcequota");
    assertThat(schedulerPlugins)
        .extracting(Plugin::name)
        .contains("NodeResourcesFit", "NodeAffinity", "TaintToleration", "DefaultBinder");
    assertThat(components)
        .extracting(Component::name)
        .contains("store", "controllers", "scheduler", "tick-probe");
  }

  // EJB timers

  @Test
  void theTimerTicksWithoutATransactionAndGoesOnWhereAPartFails() {
    int before = ticks.transactionStates().size();

    assertThat(ticks.isStarted()).isTrue();
    Awaitility.await("two ticks")
        .atMost(SOON)
        .until(() -> ticks.transactionStates().size() >= before + 2);
    assertThat(ticks.transactionStates()).containsOnly(Status.STATUS_NO_TRANSACTION);
  }

  // The store over the server's data source

  @Test
  void aMutationGroupIsCommittedAsOne() throws SQLException {
    CommitResult result = commit(create("first"), create("second"));

    assertThat(result.outcomes()).hasSize(2).allMatch(Optional::isPresent);
    assertThat(rows("first", "second")).isEqualTo(2);
    assertThat(store.cached().get(STORED, key("second"))).isNotNull();
  }

  @Test
  void aMutationGroupWithARefusedPartLeavesNothing() throws SQLException {
    Mutation refusal =
        new Mutation.Guard(state -> {
          throw ApiException.badRequest("refused under the lock");
        });

    assertThatThrownBy(() -> commit(create("third"), refusal))
        .hasCauseInstanceOf(ApiException.class)
        .hasMessageContaining("refused under the lock");
    assertThatThrownBy(() -> commit(create("third"), new Mutation.Delete(STORED, key("none"), 1)))
        .hasCauseInstanceOf(StoreException.class);
    assertThat(rows("third")).isZero();
    assertThat(store.cached().get(STORED, key("third"))).isNull();
  }

  private CommitResult commit(Mutation... mutations) {
    return store.commit(MutationGroup.of(mutations)).toCompletableFuture().join();
  }

  private static Mutation create(String name) {
    var object = Json.object().put("kind", "ConfigMap").put("apiVersion", "v1");
    object.putObject("metadata").put("name", name).put("namespace", "default");
    return new Mutation.Create(STORED, key(name), object);
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("default", name);
  }

  /** How many of the objects the database has, asked past the store. */
  private int rows(String... names) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select count(*) from store_object where resource = 'configmaps' and name = any (?)")) {
      query.setArray(1, connection.createArrayOf("varchar", names));
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  // Configuration, health and metrics

  @Test
  void settingsAreKnownWhoeverReadsThem() {
    assertThat(configuration.knownProperties())
        .contains(
            "binnacle.authorization.mode",
            "binnacle.controllers",
            "binnacle.controller.lease-duration",
            "binnacle.controller.node-lifecycle.node-monitor-grace-period",
            "binnacle.scheduler.enabled");
  }

  @Test
  void healthAnswersWithoutCredentialsAndNothingElseDoes() {
    assertThat(List.of("/livez", "/readyz", "/healthz"))
        .allSatisfy(path -> assertThat(anonymous().get(path)).isEqualTo(new Answer(200, "ok")));
    assertThat(anonymous().get("/readyz?verbose").body())
        .contains("[+]start ok", "[+]store ok", "readyz check passed");
    assertThat(List.of("/metrics", "/version", "/api/v1/pods", "/health", "/"))
        .allSatisfy(path -> assertThat(anonymous().get(path).status()).isEqualTo(401));
  }

  @Test
  void metricsTellOfRequestsWatchesStoreQueuesAndScheduler() throws IOException {
    as(ProbeUser.ALLOWED).get(CONFIG_MAPS);
    String watch = "/api/v1/namespaces?watch=true&timeoutSeconds=30";
    try (InputStream events = as(ProbeUser.ALLOWED).stream(watch, Map.of())) {
      assertThat(events.read()).isEqualTo('{');
    }
    Answer answer = as(ProbeUser.ALLOWED).get("/metrics");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains(
            "# TYPE apiserver_request_total counter",
            "apiserver_request_total{code=\"200\",component=\"apiserver\",",
            "# TYPE apiserver_request_duration_seconds histogram",
            "le=\"0.005\"",
            "apiserver_longrunning_requests{",
            "apiserver_watch_events_total{",
            "apiserver_resource_objects{group=\"\",resource=\"namespaces\"} 4",
            "# TYPE binnacle_store_commit_mutations_sum counter",
            "binnacle_store_groups_total{result=\"committed\"}",
            "binnacle_store_queued_groups ",
            "binnacle_store_revision ",
            "workqueue_depth{name=\"replication\"}",
            "workqueue_adds_total{name=\"namespace\"}",
            "scheduler_pending_pods{queue=\"active\"} 0",
            "scheduler_schedule_attempts_total{result=\"scheduled\"} 0");
  }
}
