package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * Views, one a kind, by which SQL tools ask about the cluster: schema {@code kube}, for members of
 * the role {@code binnacle_reader}. What is encrypted shows as null beside its name; of Secrets no
 * view shows data, encrypted or not.
 */
final class SqlViews {
  private static final String KIND = "Views of Kubernetes objects";

  /** Changes with the form of the views, so that they are made anew. */
  private static final String FORM = KIND + ", form 1";

  private static final int LONGEST_NAME = 63;

  /** Servers that start together must not make the same view at the same time. */
  private static final long LOCK = 0x62696e6e61636c65L;

  private static final GroupResource SECRETS = new GroupResource("", "secrets");

  private static final String PREPARE =
      """
      create schema if not exists kube;
      comment on schema kube is '%s';
      create or replace function kube.document(value bytea) returns jsonb
      language plpgsql immutable strict as $body$
      begin
        -- An envelope of an encrypted value begins with zero; it is no document.
        return case when get_byte(value, 0) = 0 then null
                    else convert_from(value, 'UTF8')::jsonb end;
      exception when data_exception then
        -- A character that jsonb cannot hold.
        return null;
      end $body$;
      do $body$ begin
        create role binnacle_reader nologin;
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
          raise notice 'the role binnacle_reader cannot be made by this user';
      end $body$;
      """
          .formatted(FORM);

  private static final String GRANT =
      """
      do $body$ begin
        if exists (select from pg_roles where rolname = 'binnacle_reader') then
          grant usage on schema kube to binnacle_reader;
          grant select on all tables in schema kube to binnacle_reader;
        end if;
      end $body$;
      """;

  private final SessionFactory factory;

  SqlViews(SessionFactory factory) {
    this.factory = factory;
  }

  /** Makes the views that are missing and drops those of kinds that are gone. */
  void ensure(Collection<ViewedResource> resources) {
    TreeMap<String, ViewedResource> wanted = new TreeMap<>();
    resources.forEach(resource -> wanted.put(name(resource), resource));
    try (LogSession session = new LogSession(factory)) {
      session.transact(open -> ensure(open, wanted));
    }
  }

  private static int ensure(StatelessSession session, TreeMap<String, ViewedResource> wanted) {
    execute(session, "select pg_advisory_xact_lock(" + LOCK + ")");
    String form = form(session);
    if (!form.equals(FORM)) {
      requireOwn(session, form);
      execute(session, "drop schema if exists kube cascade");
      execute(session, PREPARE);
    }
    Set<String> present =
        new HashSet<>(
            session
                .createNativeQuery(
                    "select viewname from pg_views where schemaname = 'kube'", String.class)
                .getResultList());
    StringBuilder changes = new StringBuilder();
    for (String view : present) {
      if (!wanted.containsKey(view)) {
        changes.append("drop view kube.").append(quoted(view)).append(";\n");
      }
    }
    wanted.forEach((view, resource) -> {
      if (!present.contains(view)) {
        changes.append(definition(view, resource)).append(";\n");
      }
    });
    if (!changes.isEmpty()) {
      execute(session, changes + GRANT);
    }
    return changes.length();
  }

  /** What the schema says of itself; empty where there is none. */
  private static String form(StatelessSession session) {
    return session
        .createNativeQuery(
            "select coalesce(obj_description(oid, 'pg_namespace'), 'nothing') from pg_namespace"
                + " where nspname = 'kube'",
            String.class)
        .getResultStream()
        .findFirst()
        .orElse("");
  }

  /**
   * What somebody else keeps in a schema of that name is not touched. Nor may it be that of the
   * store's user, in which PostgreSQL would look for the store's own tables first.
   */
  private static void requireOwn(StatelessSession session, String form) {
    String user =
        session.createNativeQuery("select current_user::text", String.class).getSingleResult();
    if (!(form.isEmpty() || form.startsWith(KIND)) || user.equals("kube")) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE,
          "the schema kube is somebody else's, or the database's user is named so");
    }
  }

  /** As simple statements: nothing in them is a parameter. */
  private static void execute(StatelessSession session, String sql) {
    session.doWork(connection -> {
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    });
  }

  /** The plural of a built-in kind; of a custom one with its group, since others may share it. */
  static String name(ViewedResource resource) {
    GroupResource groupResource = resource.resource();
    String name =
        resource.custom()
            ? groupResource.resource() + "_" + groupResource.group()
            : groupResource.resource();
    name = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    // PostgreSQL would cut two long names to the same one.
    UUID digest = UUID.nameUUIDFromBytes(groupResource.toString().getBytes(StandardCharsets.UTF_8));
    String end =
        "_"
            + Integer.toHexString(
                ByteBuffer.allocate(8).putLong(digest.getLeastSignificantBits()).getInt(0));
    return name.substring(0, LONGEST_NAME - end.length()) + end;
  }

  private static String definition(String view, ViewedResource resource) {
    String contents =
        resource.resource().equals(SECRETS)
            ? "document ->> 'type' as type"
            : """
            document #> '{metadata,annotations}' as annotations,
              document #> '{metadata,ownerReferences}' as owner_references,
              document -> 'spec' as spec,
              document -> 'status' as status,
              document as object\
            """;
    return """
    create view kube.%s as
    select%s
      name,
      document #>> '{metadata,uid}' as uid,
      revision as resource_version,
      (document #>> '{metadata,creationTimestamp}')::timestamptz as created,
      document #> '{metadata,labels}' as labels,
      %s
    from store_object
    cross join lateral (select kube.document(value) as document offset 0) as read
    where api_group = %s and resource = %s\
    """
        .formatted(
            quoted(view),
            resource.namespaced() ? "\n          namespace," : "",
            contents,
            literal(resource.resource().group()),
            literal(resource.resource().resource()));
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
