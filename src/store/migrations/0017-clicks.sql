-- Clicks and opens: nothing is counted unless a list asks for it.

alter table lists
  add column tracking text not null default 'off' check (tracking in ('off', 'aggregated', 'person')),
  add column counts_opens boolean not null default false;

-- The person has agreed that their own clicks are kept; without it a list with tracking `person` counts them without the person.
alter table subscriptions add column tracking_consent boolean not null default false;

-- As the list had it at the freeze: every attempt has the same links.
alter table campaigns
  add column tracking text not null default 'off',
  add column counts_opens boolean not null default false;
alter table deliveries add column tracked boolean; -- the links name the reader, who had agreed; null, false: they do not

-- Where the counted links of a campaign lead. A link names its number only, so that nobody can make one that leads elsewhere.
create table links (
  campaign_id bigint not null references campaigns,
  number int not null check (number > 0),       -- in the order of the mail
  url text not null,
  primary key (campaign_id, number)
);

-- Every request, raw. No address of the network and no name of the browser is kept.
create table clicks (
  id bigint generated always as identity primary key,
  campaign_id bigint not null references campaigns,
  number int not null,                          -- of the link; 0: the mail was opened
  subscriber_id bigint,                         -- only of those who have agreed
  scanner text,                                 -- why it was no person: head, agent, early, burst; null: a person, as far as one can tell
  at timestamptz not null default clock_timestamp()
);
create index clicks_campaign on clicks (campaign_id, subscriber_id);
