-- The newest revision, one row. A transaction that writes locks it, takes the next revisions and commits:
-- so revisions are commit order, which a sequence could not promise.
create table store_revision (
    id                 smallint primary key check (id = 1),
    epoch              uuid     not null,
    epoch_revision     bigint   not null,
    revision           bigint   not null,
    compacted_revision bigint   not null
) with (fillfactor = 10);

insert into store_revision (id, epoch, epoch_revision, revision, compacted_revision)
values (1, gen_random_uuid(), 0, 1, 0);

-- The newest version of each object; value is the JSON that readers get.
create table store_object (
    api_group varchar(253) not null,
    resource  varchar(253) not null,
    namespace varchar(253) not null,
    name      varchar(512) not null,
    revision  bigint       not null,
    value     bytea        not null,
    primary key (api_group, resource, namespace, name)
);

-- The log. A row whose revision is another row's previous_revision is kept for as long as that one.
create table store_change (
    revision          bigint       not null primary key,
    api_group         varchar(253) not null,
    resource          varchar(253) not null,
    namespace         varchar(253) not null,
    name              varchar(512) not null,
    deletion          boolean      not null,
    previous_revision bigint       not null,
    value             bytea        not null
);

create index store_change_previous on store_change (previous_revision) where previous_revision > 0;

-- One row a commit: tells a server whose connection died in COMMIT whether that took effect, and
-- compaction which revisions are how old.
create table store_commit (
    id           uuid        not null primary key,
    revision     bigint      not null,
    committed_at timestamptz not null
);

create index store_commit_committed_at on store_commit (committed_at);

-- Up to which revision the log of a resource may lack changes.
create table store_floor (
    api_group varchar(253) not null,
    resource  varchar(253) not null,
    revision  bigint       not null,
    primary key (api_group, resource)
);
