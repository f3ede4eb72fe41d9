-- The log becomes tables one after the other, each for a range of revisions, so that what is too old goes by dropping a
-- table. Events and Leases, which are retained for less long, have tables of their own. What the log held until now is
-- the first of the tables.
alter table store_change rename to store_change_0;
alter table store_change_0 drop constraint store_change_pkey;
alter index store_change_previous rename to store_change_0_previous;
alter table store_change_0
    add column short_lived    boolean not null default false,
    add column previous_value bytea;

-- previous_value is the version that an entry replaced, where the log has no entry of that one any more.
create table store_change (
    revision          bigint       not null,
    api_group         varchar(253) not null,
    resource          varchar(253) not null,
    namespace         varchar(253) not null,
    name              varchar(512) not null,
    deletion          boolean      not null,
    previous_revision bigint       not null,
    value             bytea        not null,
    short_lived       boolean      not null default false,
    previous_value    bytea,
    primary key (short_lived, revision)
) partition by list (short_lived);

create index store_change_previous on store_change (previous_revision) where previous_revision > 0;

create table store_change_general partition of store_change for values in (false) partition by range (revision);
create table store_change_short_lived partition of store_change for values in (true) partition by range (revision);

-- The tables with entries, and their revisions: to_revision is the first that is not theirs.
create table store_log_partition (
    name          varchar(63) not null primary key,
    short_lived   boolean     not null,
    from_revision bigint      not null,
    to_revision   bigint      not null
);

insert into store_log_partition (name, short_lived, from_revision, to_revision)
select 'store_change_0', false, 0, revision + 1 from store_revision;

do $$ begin
    execute format('alter table store_change_general attach partition store_change_0 for values from (0) to (%s)',
        (select to_revision from store_log_partition));
end $$;

-- Of which versions the log may lack entries: whoever replaces one writes it down beside the new one.
alter table store_revision
    add column dropped_revision             bigint not null default 0,
    add column short_lived_dropped_revision bigint not null default 0;

update store_revision set dropped_revision = revision, short_lived_dropped_revision = revision;

-- Until now that was not so: what such an entry replaced cannot be told.
insert into store_floor (api_group, resource, revision)
select entry.api_group, entry.resource, max(entry.revision)
from store_change_0 entry
where entry.previous_revision > 0
  and not exists (select from store_change_0 replaced where replaced.revision = entry.previous_revision)
group by entry.api_group, entry.resource
on conflict (api_group, resource) do update
set revision = greatest(store_floor.revision, excluded.revision);
