-- Sends that happen by themselves, what came of each time they were due, and what the owner is told.

create table schedules (
  id bigint generated always as identity primary key,
  name text not null unique,
  version int not null default 1,               -- counts edits: what was decided before one is not done after it
  is_paused boolean not null default false,
  issues text not null,                         -- newsletter/folder below issuesDir; * and ? stand for any
  list_id bigint not null references lists on delete cascade,
  segment text,                                 -- condition or name of a saved one, read anew each time; null: the whole list
  rate_per_second real,
  cron text not null,
  zone text not null,                           -- tz database
  not_after_ms bigint,                          -- behind the due time; null: no limit
  catch_up_ms bigint,                           -- how late it still goes out by itself; null: always ask
  skip_days text[] not null default '{}',       -- local days without a send
  next_due_at timestamptz,                      -- null: paused, or never again
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- What came of a due time. One row for each: whoever writes it first has done it.
create table schedule_runs (
  schedule_id bigint not null references schedules on delete cascade,
  due_at timestamptz not null,
  outcome text not null check (outcome in ('sent', 'skipped', 'asked', 'refused')),
  reason text not null,                         -- sent, holiday, no-issue, not-ready, several-issues, unreadable, sent-before, too-late, missed, late, preflight, faulty
  issue text,                                   -- newsletter/folder
  detail text,
  campaign_id bigint references campaigns,
  actor text not null,
  at timestamptz not null,
  primary key (schedule_id, due_at)
);

-- Looks ahead, a day and an hour before.
create table schedule_checks (
  schedule_id bigint not null references schedules on delete cascade,
  due_at timestamptz not null,
  stage text not null check (stage in ('24h', '1h')),
  verdict text not null,                        -- ok, or what is wrong
  at timestamptz not null,
  primary key (schedule_id, due_at, stage)
);

-- What the owner is to be told: written with what it tells of, sent by whoever comes first, tried again until it is out.
alter table notices
  add column text text not null default '',
  add column from_address text,                 -- whose name the mail is sent in; null: the owner's own
  add column about jsonb not null default '{}', -- for machines, as the webhook gets it
  add column mailed_at timestamptz,
  add column posted_at timestamptz,
  add column attempts int not null default 0,
  add column next_try_at timestamptz,           -- null: nothing more is tried, or whoever began it told it at once
  add column trouble text;
create index notices_open on notices (next_try_at) where next_try_at is not null;

alter table lists add column quiet jsonb;       -- {from, to, zone}: nobody is written to in these hours; null: at any hour
