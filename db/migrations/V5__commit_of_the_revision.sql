-- The commit that led to the newest revision. After a failover to a replica that lagged, a server that had followed less
-- far may write on before another, which had followed further, sees that something is lost: by revisions alone it never
-- would.
alter table store_revision add column commit_id uuid;
