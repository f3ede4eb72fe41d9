package io.binnacle.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.cacher.CachedObjectStore;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.storage.encryption.EncryptionKey;
import io.binnacle.storage.encryption.KeyRing;
import io.binnacle.testing.PostgresServer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlViewsIT {
  private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
  private static final GroupResource NODES = new GroupResource("", "nodes");
  private static final GroupResource SECRETS = new GroupResource("", "secrets");
  private static final GroupResource KEPT = new GroupResource("", "serviceaccounts");
  private static final ViewedResource WIDGETS =
      new ViewedResource(new GroupResource("example.com", "widgets"), true, true);
  private static final List<ViewedResource> BUILT_IN =
      List.of(
          new ViewedResource(CONFIG_MAPS, true, false),
          new ViewedResource(NODES, false, false),
          new ViewedResource(SECRETS, true, false),
          new ViewedResource(KEPT, true, false));

  private final PostgresServer.Database database = PostgresServer.shared().createDatabase();
  private final EncryptionAtRest encryption =
      EncryptionAtRest.of(
          Set.of(KEPT), new KeyRing(List.of(EncryptionKey.generate(new SecureRandom()))));
  private final PostgresObjectStore store = open();

  private PostgresObjectStore open() {
    return PostgresObjectStore.open(
        PostgresObjectStoreIT.configuration(database),
        new ManagedDataSource(),
        new PostgresObjectStore.Keeping(Optional.empty(), encryption),
        InstantSource.system(),
        CachedObjectStore.daemonThreads());
  }

  @AfterEach
  void close() {
    store.close();
    PostgresServer.shared().drop(database);
  }

  private void create(GroupResource resource, ObjectKey key, String text) {
    ObjectNode tree = Json.object().put("type", "Opaque");
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("namespace", key.namespace()).put("name", key.name()).put("uid", "u");
    metadata.put("creationTimestamp", "2026-11-23T10:00:00Z");
    metadata.putObject("labels").put("app", "shop");
    metadata.putObject("annotations").put("last", text);
    tree.putObject("data").put("text", text);
    store
        .commit(MutationGroup.of(new Mutation.Create(resource, key, tree)))
        .toCompletableFuture()
        .join();
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // As somebody who may read the views alone; a user of the test's database may become that.
      statement.execute("set role binnacle_reader");
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          rows.add(result.getString(1));
        }
      }
    }
    return rows;
  }

  @Test
  void aViewTellsWhatTheApiWould() throws Exception {
    store.showAsViews(BUILT_IN);
    create(CONFIG_MAPS, new ObjectKey("a", "one"), "1");
    create(CONFIG_MAPS, new ObjectKey("b", "two"), "2");
    create(NODES, new ObjectKey("", "a"), "3");

    assertThat(
            rows(
                """
                select concat_ws(' ', m.namespace, m.name, m.uid, m.resource_version,
                                 m.labels ->> 'app', m.object #>> '{data,text}', n.name,
                                 extract(year from m.created))
                from kube.configmaps m
                left join kube.nodes n on n.name = m.namespace order by m.name
                """))
        .containsExactly("a one u 3 shop 1 a 2026", "b two u 4 shop 2 2026");
  }

  @Test
  void noViewShowsWhatASecretHolds() throws Exception {
    store.showAsViews(BUILT_IN);
    create(SECRETS, new ObjectKey("a", "door"), "sesame");
    create(KEPT, new ObjectKey("a", "hidden"), "sesame");

    assertThat(rows("select s::text from kube.secrets s"))
        .singleElement()
        .satisfies(row -> assertThat(row).contains("door", "Opaque").doesNotContain("sesame"));
    assertThat(rows("select s::text from kube.serviceaccounts s"))
        .singleElement()
        .satisfies(row -> assertThat(row).contains("hidden").doesNotContain("sesame"));
  }

  @Test
  void whoReadsTheViewsReadsNothingElse() {
    store.showAsViews(BUILT_IN);

    assertThatThrownBy(() -> rows("select name from store_object"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> rows("delete from kube.configmaps returning name"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("cannot delete");
  }

  @Test
  void viewsComeAndGoWithTheirKinds() throws Exception {
    List<ViewedResource> more = new ArrayList<>(BUILT_IN);
    more.add(WIDGETS);
    store.showAsViews(BUILT_IN);
    store.showAsViews(more);
    create(WIDGETS.resource(), new ObjectKey("a", "gear"), "1");
    assertThat(rows("select name from kube.widgets_example_com")).containsExactly("gear");

    store.showAsViews(BUILT_IN);

    assertThatThrownBy(() -> rows("select name from kube.widgets_example_com"))
        .hasMessageContaining("does not exist");
    assertThat(rows("select name from kube.configmaps")).isEmpty();
  }

  @Test
  void aTextThatJsonbCannotHoldHidesItsObjectAlone() throws Exception {
    store.showAsViews(BUILT_IN);
    create(CONFIG_MAPS, new ObjectKey("a", "nul"), "\u0000");
    create(CONFIG_MAPS, new ObjectKey("a", "one"), "1");

    assertThat(rows("select concat(name, uid) from kube.configmaps order by name"))
        .containsExactly("nul", "oneu");
  }

  /** In a schema of the user's own name PostgreSQL would look for the tables first. */
  @Test
  void theViewsDoNotStandBeforeTheTablesOfTheStore() {
    store.showAsViews(BUILT_IN);
    create(CONFIG_MAPS, new ObjectKey("a", "one"), "1");
    store.close();

    try (PostgresObjectStore again = open()) {
      assertThat(again.cached().count(CONFIG_MAPS, "")).isEqualTo(1);
    }
  }

  @Test
  void aSchemaOfSomebodyElseIsNotTouched() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema kube; create table kube.mine (id int)");
    }

    assertThatThrownBy(() -> store.showAsViews(BUILT_IN))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("somebody else's");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("select from kube.mine")).isTrue();
    }
  }

  @Test
  void longNamesStayDifferent() {
    String group = "g".repeat(70) + ".example.com";
    ViewedResource one = new ViewedResource(new GroupResource(group, "ones"), true, true);
    ViewedResource other = new ViewedResource(new GroupResource("x." + group, "ones"), true, true);

    assertThat(SqlViews.name(one)).hasSizeLessThanOrEqualTo(63).isNotEqualTo(SqlViews.name(other));
    assertThat(SqlViews.name(WIDGETS)).isEqualTo("widgets_example_com");
  }
}
