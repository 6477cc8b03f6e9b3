-- The first shape of everything: who may be written to, what is sent, who got it, what came back.

-- Secrets for tokens (VERP, unsubscribe, Message-ID). Several machines share them through the database; old ones stay so that old links work.
create table keys (
  id smallint primary key,
  secret bytea not null,
  created_at timestamptz not null default now()
);

create table lists (
  id bigint generated always as identity primary key,
  slug text not null unique,
  name text not null,
  list_id_header text not null,                 -- RFC 2919, without the angle brackets
  from_name text not null,
  from_address text not null,
  reply_to text,
  lang text not null default 'en',
  opt_in text not null default 'single' check (opt_in in ('single', 'double')),
  created_at timestamptz not null default now()
);

create table subscribers (
  id bigint generated always as identity primary key,
  address text not null,                        -- as it is written to
  canonical text not null unique,               -- for finding duplicates
  domain text not null,                         -- A-label, lower case
  name text,
  lang text,
  attributes jsonb not null default '{}',
  soft_bounce_count int not null default 0,     -- soft bounces in a row, one a day at the most
  last_bounce_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table subscriptions (
  list_id bigint not null references lists,
  subscriber_id bigint not null references subscribers,
  status text not null check (status in ('unconfirmed', 'subscribed', 'paused', 'unsubscribed')),
  source text not null,                         -- import, form, admin
  consent text,                                 -- what the person agreed to, as the import or form says
  joined_at timestamptz not null default now(),
  unsubscribed_at timestamptz,
  unsubscribe_reason text,                      -- one-click, page, complaint, admin
  primary key (list_id, subscriber_id)
);
create index subscriptions_subscriber on subscriptions (subscriber_id);

-- An address that is never written to, whoever imports it again.
create table suppressions (
  id bigint generated always as identity primary key,
  canonical text not null,
  list_id bigint references lists,              -- null: all lists
  reason text not null check (reason in ('hard-bounce', 'mailbox-full', 'inactive', 'complaint', 'admin', 'erased')),
  evidence text,                                -- the reply, the report's diagnostic, the note of the admin
  source text not null,                         -- smtp, dsn, arf, webhook, admin, import
  feedback_id bigint,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  unique nulls not distinct (canonical, list_id)
);

create table editions (
  hash text primary key,                        -- SHA-256 of the content, hex
  newsletter text not null,
  slug text not null,
  title text not null,
  issue_date date not null,
  lang text not null,
  content jsonb not null,                       -- the Edition, whole
  created_at timestamptz not null default now()
);
create index editions_newsletter on editions (newsletter, slug);

-- Pictures and other files of web editions, by the hash of their bytes.
create table assets (
  name text primary key,                        -- <sha256>.<ext>
  media_type text not null,
  bytes bytea not null
);

create table campaigns (
  id bigint generated always as identity primary key,
  edition_hash text not null references editions,
  list_id bigint not null references lists,
  state text not null check (state in ('frozen', 'sending', 'paused', 'cancelled', 'finished')),
  state_reason text,                            -- why it paused or stopped by itself
  candidate_count int not null,
  audience_count int not null,
  excluded jsonb not null,                      -- reason -> count
  rate_per_second real,                         -- of this campaign; null: the relay's alone
  key_id smallint not null references keys,     -- signs this campaign's tokens: a rotation must not change the bytes of a later attempt
  created_at timestamptz not null default now(), -- also the Date header of every mail: the same for every attempt
  send_at timestamptz not null default now(),
  not_after timestamptz,
  started_at timestamptz,
  finished_at timestamptz
);

-- One engine process. It holds an advisory lock on its number as long as it lives: whoever gets that lock may recover its rows.
create table epochs (
  n bigint generated always as identity primary key,
  instance text not null,                       -- host and process id, for people
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  end_reason text                               -- stopped, recovered
);

-- The ledger: the only truth about who got what.
create table deliveries (
  campaign_id bigint not null references campaigns,
  subscriber_id bigint not null,                -- no foreign key: an erased subscriber's deliveries stay, pseudonymous
  address text not null,                        -- as it was at the freeze
  lane text not null,
  state text not null default 'pending' check (state in
    ('pending', 'claimed', 'transmitting', 'accepted', 'deferred', 'failed', 'in_doubt', 'suppressed', 'cancelled')),
  epoch bigint,
  fence int not null default 0,
  attempts int not null default 0,
  next_attempt_at timestamptz,                  -- when deferred
  first_attempt_at timestamptz,
  transmitting_at timestamptz,
  settled_at timestamptz,
  reply_phase text,
  reply_code int,
  reply_enhanced text,
  reply_text text,
  relay text,
  bounced_kind text,                            -- what came back later: hard, soft; never changes the state
  primary key (campaign_id, subscriber_id)
) with (fillfactor = 70);
-- What can be claimed. Partial: shrinks as the send goes on.
create index deliveries_open on deliveries (campaign_id, lane, subscriber_id) where state in ('pending', 'deferred');
-- What a dead process left.
create index deliveries_held on deliveries (epoch) where state in ('claimed', 'transmitting');

-- Append-only: every attempt's end, every recovery, every act of an operator.
create table delivery_events (
  id bigint generated always as identity primary key,
  campaign_id bigint not null,
  subscriber_id bigint not null,
  from_state text not null,
  to_state text not null,
  cause text not null,                          -- reply, timeout, close, recovery, unsubscribe, suppression, cancel, operator, dsn
  epoch bigint,
  fence int,
  detail text,
  at timestamptz not null default clock_timestamp()
);
create index delivery_events_delivery on delivery_events (campaign_id, subscriber_id);

-- Pace: the theoretical arrival time of the next message (GCRA), one row per limited thing.
create table pace (
  key text primary key,                         -- relay:<name>, later lane:<relay>/<lane>
  next_at timestamptz not null
);

-- What came back, raw, kept so that new rules can read it again.
create table feedback (
  id bigint generated always as identity primary key,
  digest text not null unique,                  -- SHA-256 of raw, hex: the same report twice is one
  source text not null,                         -- smtp, file, webhook
  envelope_recipient text,                      -- where it was sent to: carries the VERP token
  raw bytea not null,
  state text not null check (state in ('applied', 'unmatched', 'ignored')),
  note text,
  received_at timestamptz not null default now()
);
create index feedback_unmatched on feedback (received_at) where state = 'unmatched';

-- One row per recipient a feedback message speaks of.
create table feedback_reports (
  id bigint generated always as identity primary key,
  feedback_id bigint not null references feedback,
  campaign_id bigint,
  subscriber_id bigint,
  recipient text,
  kind text not null,
  bucket text not null,
  reason text not null,
  status text,
  reply_code text,
  action text,
  matched_by text,                              -- verp, message-id; null: unmatched
  effect text not null,                         -- suppressed, counted, none, unmatched
  at timestamptz not null default now()
);
create index feedback_reports_delivery on feedback_reports (campaign_id, subscriber_id);
