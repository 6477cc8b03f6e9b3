-- How often a reader wants the mails of a list. Null: every issue, which is what nearly everybody has, so that the index is small.
alter table lists
  add column frequencies text[] not null default '{}' check (frequencies <@ array['weekly', 'monthly']),  -- what forms and settings offer beside every issue
  add column time_zone text;                    -- IANA name: whose months and weeks; null: that of its quiet hours, else UTC
alter table subscriptions add column frequency text check (frequency in ('weekly', 'monthly'));
create index subscriptions_frequency on subscriptions (list_id, subscriber_id) where frequency is not null;
alter table signups add column frequency text check (frequency in ('weekly', 'monthly'));

-- Neither given nor withdrawn: what a person chose among what was offered, in the words that were shown.
alter table consents drop constraint consents_act_check, drop constraint consents_purpose_check,
  add constraint consents_act_check check (act in ('given', 'withdrawn', 'chosen')),
  add constraint consents_purpose_check check (purpose in ('mails', 'tracking', 'frequency'));

-- Which campaigns of a list stand near a time: asked by every freeze.
create index campaigns_near on campaigns (list_id, send_at);

-- Of a new column the statistics know nothing, and the planner would take everybody for somebody who has chosen.
analyze subscriptions;
