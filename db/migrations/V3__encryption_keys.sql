-- The keys, by their fingerprints, that values of this database may be encrypted with: a server whose key ring lacks one
-- that is not retired must not start over this database.
create table store_encryption_key (
    id            varchar(64) not null primary key,
    first_used_at timestamptz not null,
    retired_at    timestamptz
);
