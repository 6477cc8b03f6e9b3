-- An update that changes no column of an index is cheap in PostgreSQL (HOT): no index entry is written, and the page cleans up behind it.
-- The state changes three times a mail, so no index may name it. `stage` is what the indexes ask for, and changes where they must.
alter table deliveries add column stage text generated always as (
  case when state in ('claimed', 'transmitting') then 'held' when state = 'accepted' then null else state end) stored;

drop index deliveries_pending;
drop index deliveries_deferred;
drop index deliveries_held;
drop index deliveries_exceptional;
create index deliveries_pending on deliveries (campaign_id, lane, subscriber_id) where stage = 'pending';
create index deliveries_deferred on deliveries (campaign_id, lane, next_attempt_at) where stage = 'deferred';
-- The mark asks for `state = 'claimed'`, which says nothing of `stage`: found by this index it would read all that was ever held.
create index deliveries_held on deliveries (epoch) where stage = 'held';
create index deliveries_exceptional on deliveries (campaign_id, stage) where stage in ('failed', 'suppressed', 'cancelled', 'in_doubt');
