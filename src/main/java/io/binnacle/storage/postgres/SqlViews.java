package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
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
 * Views, one a kind, by which SQL tools ask about the cluster: schema {@code binnacle}, for members
 * of the role {@code binnacle_reader}. What is encrypted shows as null beside its name; of Secrets
 * no view shows data, encrypted or not.
 */
final class SqlViews {
  /** Changes with the form of the views, so that they are made anew. */
  private static final String FORM = "Views of Kubernetes objects, form 1";

  private static final int LONGEST_NAME = 63;

  /** Servers that start together must not make the same view at the same time. */
  private static final long LOCK = 0x62696e6e61636c65L;

  private static final GroupResource SECRETS = new GroupResource("", "secrets");

  private static final String PREPARE =
      """
      create schema if not exists binnacle;
      comment on schema binnacle is '%s';
      create or replace function binnacle.document(value bytea) returns jsonb
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
          grant usage on schema binnacle to binnacle_reader;
          grant select on all tables in schema binnacle to binnacle_reader;
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
    if (!isOfThisForm(session)) {
      execute(session, "drop schema if exists binnacle cascade");
      execute(session, PREPARE);
    }
    Set<String> present =
        new HashSet<>(
            session
                .createNativeQuery(
                    "select viewname from pg_views where schemaname = 'binnacle'", String.class)
                .getResultList());
    StringBuilder changes = new StringBuilder();
    for (String view : present) {
      if (!wanted.containsKey(view)) {
        changes.append("drop view binnacle.").append(quoted(view)).append(";\n");
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

  private static boolean isOfThisForm(StatelessSession session) {
    return session
        .createNativeQuery(
            "select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace"
                + " where nspname = 'binnacle'",
            String.class)
        .getResultList()
        .contains(FORM);
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
    UUID digest =
        UUID.nameUUIDFromBytes(groupResource.toString().getBytes(StandardCharsets.UTF_8));
    String end =
        "_" + Integer.toHexString(ByteBuffer.allocate(8).putLong(digest.getLeastSignificantBits())
            .getInt(0));
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
                document as object""";
    return """
        create view binnacle.%s as
        select%s
          name,
          document #>> '{metadata,uid}' as uid,
          revision as resource_version,
          (document #>> '{metadata,creationTimestamp}')::timestamptz as created,
          document #> '{metadata,labels}' as labels,
          %s
        from store_object
        cross join lateral (select binnacle.document(value) as document offset 0) as read
        where api_group = %s and resource = %s"""
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
