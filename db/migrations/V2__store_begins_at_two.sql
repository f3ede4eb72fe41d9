-- The store knows nothing of the time before its own first revision, so that one is compacted from the start: a client
-- that asks for what followed revision 1 is told, as by any server with a past, that it is too old, and lists anew.
update store_revision
set revision = 2, epoch_revision = 2
where revision = 1;
