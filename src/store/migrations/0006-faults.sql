-- What a restart, a restore and a million rows ask of the ledger.

-- held: sending waits until a person says that it is still wanted (a restored backup, a start long after).
alter table campaigns drop constraint campaigns_state_check;
alter table campaigns add constraint campaigns_state_check check (state in ('frozen', 'sending', 'held', 'paused', 'cancelled', 'finished'));
alter table campaigns add column confirmed_at timestamptz;               -- when somebody last said: go on
alter table campaigns add column retry_of bigint references campaigns;   -- a follow-up for those who failed there
create index campaigns_retry_of on campaigns (retry_of) where retry_of is not null;

-- One row: when sending processes were last alive, and in which database cluster. A beat that goes back is a restored backup.
create table heartbeat (
  id smallint primary key default 1 check (id = 1),
  beat bigint not null,                         -- counts up with every beat
  beat_at timestamptz not null,                 -- by the clock of the process
  system_identifier text not null,              -- of the cluster (pg_control_system)
  timeline int not null                         -- changes with a restore to a point in time
);

-- Claiming asks for what is due only: who was put off is found by the time, never by reading past those who still wait.
create index deliveries_pending on deliveries (campaign_id, lane, subscriber_id) where state = 'pending';
create index deliveries_deferred on deliveries (campaign_id, lane, next_attempt_at) where state = 'deferred';
drop index deliveries_open;
-- Few in a campaign that goes well: counted for the progress while a million others are not read.
create index deliveries_exceptional on deliveries (campaign_id, state) where state in ('failed', 'suppressed', 'cancelled', 'in_doubt');
