-- What comes back by more ways, is kept before it is read, and counts with decay.

-- kept: not read yet. settled, dismissed: an admin's word on one that matched nothing.
alter table feedback drop constraint feedback_state_check;
alter table feedback add constraint feedback_state_check check (state in ('kept', 'applied', 'unmatched', 'ignored', 'settled', 'dismissed'));
create index feedback_kept on feedback (id) where state = 'kept';
create index feedback_received on feedback (received_at, id);

-- One event of a webhook, by the provider's own name for it: the same event in another batch is one.
alter table feedback_reports add column event_key text;
create unique index feedback_reports_event on feedback_reports (event_key) where event_key is not null;
create index feedback_reports_feedback on feedback_reports (feedback_id);

-- What a list does about what comes back, where it differs from src/feedback/default-policy.ts.
alter table lists add column policy jsonb not null default '{}';

-- Bounces of a person that count, one row per thing counted. The score halves over the rule's half-life.
create table bounce_tallies (
  subscriber_id bigint not null references subscribers on delete cascade,
  tally text not null,
  score real not null,
  first_at timestamptz not null,                -- since when in a row
  last_at timestamptz not null,
  primary key (subscriber_id, tally)
);
