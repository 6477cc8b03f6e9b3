-- The subscriber's own pages: what people agreed to, breaks, sign-ups that wait for their confirmation, and what keeps forms from being misused.

alter table lists
  add column subscribe text not null default 'closed' check (subscribe in ('open', 'closed')),  -- do pages take new people
  add column welcome boolean not null default false,  -- a mail to who has joined by a page
  add column accent text check (accent ~ '^#[0-9a-f]{6}$'),  -- colour of its pages; null: the program's own
  add column consent_texts jsonb not null default '{}';  -- language tag -> what a form's reader agrees to; else the program's words

alter table subscribers add column time_zone text;   -- IANA name

alter table subscriptions add column paused_until timestamptz;  -- when a break ends by itself; kept when somebody leaves in it
create index subscriptions_breaks on subscriptions (paused_until) where status = 'paused';

-- What a person agreed to, or took back: append-only. No foreign keys: it outlives list and subscription. No address.
create table consents (
  id bigint generated always as identity,
  subscriber_id bigint not null,
  list_id bigint not null,
  act text not null check (act in ('given', 'withdrawn')),
  text text,                                    -- what was agreed to, in the words that were shown or that an import brought
  version text,                                 -- of the words: the first digits of their SHA-256
  source text not null,                         -- form, page, import, admin, one-click, complaint
  origin text,                                  -- whence: the network of a form (203.0.113.0/24); no whole address
  at timestamptz not null,                      -- when it was given, as far as known
  recorded_at timestamptz not null default now(),
  primary key (subscriber_id, id)               -- one index, and imports append to its end
);
create function refuse_consent_change() returns trigger language plpgsql as $$
begin
  -- Erasure is the one right that outranks the record: it says so with SET LOCAL courant.erasing = 'on'.
  if tg_op = 'DELETE' and current_setting('courant.erasing', true) = 'on' then return old; end if;
  raise exception 'consents are append-only';
end $$;
create trigger consents_append_only before update or delete on consents for each row execute function refuse_consent_change();
create trigger consents_not_truncated before truncate on consents for each statement execute function refuse_consent_change();
insert into consents (subscriber_id, list_id, act, text, source, at)
  select subscriber_id, list_id, 'given', consent, source, joined_at from subscriptions where status in ('subscribed', 'paused') order by subscriber_id;

-- A form as it was filled in. It changes nothing about anybody until the link in the mail is confirmed, or it is thrown away.
create table signups (
  id bigint generated always as identity primary key,
  list_id bigint not null references lists on delete cascade,
  subscriber_id bigint,                         -- set when the mail is made
  address text not null,
  canonical text not null,
  domain text not null,
  name text,
  lang text not null,
  time_zone text,
  attributes jsonb not null default '{}',
  topics text[],
  consent_text text not null,
  origin text,
  asked_at timestamptz not null,
  state text not null default 'asked' check (state in ('asked', 'mailed'))
);
create index signups_asked on signups (id) where state = 'asked';
create index signups_canonical on signups (canonical);

-- An address that a person wants instead; counts once it is confirmed there.
create table address_changes (
  id bigint generated always as identity primary key,
  subscriber_id bigint not null references subscribers on delete cascade,
  address text not null,
  canonical text not null,
  domain text not null,
  asked_at timestamptz not null
);

-- Mails of the program's own that are still to be handed over. A row goes when its mail is gone, so no address stays here.
create table system_mails (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('confirm', 'link', 'welcome', 'change', 'changed')),
  list_id bigint not null references lists on delete cascade,
  subscriber_id bigint not null,
  reference_id bigint,                          -- of the signup or the change of address
  address text not null,
  canonical text not null,
  lang text not null,
  made_at timestamptz not null,
  attempts int not null default 0,
  next_attempt_at timestamptz not null
);
create index system_mails_due on system_mails (next_attempt_at);

-- How often something happened since the window began. Keys are hashed: nobody can be read from them.
create table form_caps (
  key bytea primary key,
  begun_at timestamptz not null,
  count int not null
);
