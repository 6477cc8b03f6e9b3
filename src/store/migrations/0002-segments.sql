-- What a list asks of its people, and the segments of them that an admin names.

alter table lists
  add column names jsonb not null default '{}',       -- BCP 47 tag -> name for readers of that language
  add column attributes jsonb not null default '[]',  -- declared attributes, in the order of forms: src/audience/attributes.ts
  add column topics jsonb not null default '[]',      -- [{slug, name, names}]
  add column frequency text;                          -- as readers are told: weekly, every Tuesday

-- The topics a person has chosen; null: has not chosen.
alter table subscriptions add column topics text[];

-- A segment with a name, so that an issue may say `readers: engaged`.
create table segments (
  list_id bigint not null references lists on delete cascade,
  name text not null,
  text text not null,                                 -- the language of docs/segments.md, as the admin wrote it
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (list_id, name)
);

alter table campaigns add column segment text;        -- the text the audience was chosen by; null: the whole list
