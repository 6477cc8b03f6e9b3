-- What limits the pace beside the settings: what an operator changed, what replies slowed down, what was stopped before it did harm.

-- Limits that an operator set, over those of the settings and the defaults of lanes.
create table limits (
  key text primary key,                         -- lane:<lane>, relay:<name>
  limits jsonb not null,                        -- {"second": 20, "day": 5000}; {}: none
  updated_at timestamptz not null default clock_timestamp()
);
alter table campaigns add column limits jsonb;  -- set while it sends; null: rate_per_second

-- Quotas of a day: how many slots of it were given out.
alter table pace
  add column day date,                          -- local day of the quota's zone
  add column used int not null default 0;

-- A reply asked for less. The share of the rate doubles again by itself with time: src/delivery/throttle.ts.
create table throttles (
  key text primary key,                         -- lane:<lane>, relay:<name>
  share float8 not null check (share > 0 and share <= 1),
  slowed_at timestamptz not null,
  step_ms float8 not null,                      -- what is left doubles once in this time
  trickle_until timestamptz,                    -- one a minute until then
  reason text not null
);

-- Outcomes counted, and what was stopped because of them.
create table breakers (
  key text primary key,                         -- lane:<lane>, campaign:<id>
  since timestamptz not null default clock_timestamp(),
  accepted int not null default 0,
  policy int not null default 0,
  invalid int not null default 0,
  complaint int not null default 0,
  other int not null default 0,
  opened_at timestamptz,                        -- null: closed, mails go through
  reason text,
  probe_at timestamptz,                         -- when one mail may try
  probe_count int not null default 0
);

-- What the owner was told: once, whichever process saw it first.
create table notices (
  key text primary key,
  subject text not null,
  at timestamptz not null default clock_timestamp()
);
