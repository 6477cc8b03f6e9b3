-- Mails of a lane under way at once, over all processes: a row for each that its provider takes. A process holds places of its own, so
-- that no mail costs a statement. Those of a process that ended are free.
create table lane_places (
  lane text not null,
  n int not null,                               -- from 1 to the connections of the lane; those above are nobody's
  epoch bigint,                                 -- who holds it; null: nobody
  asked_by bigint,                              -- an epoch that has fewer and is to get it next
  primary key (lane, n)
);

-- How long a mail of a lane keeps its place: connections divided by it are the most that a lane reaches in a second.
create table lane_times (
  lane text primary key,
  mail_ms float8 not null,                      -- mean of the latest mails
  mail_count int not null,                      -- how many it is made of; old ones fade
  measured_at timestamptz not null
);
