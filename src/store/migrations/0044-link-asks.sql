-- Whoever asks for a link to their settings leaves a note, the same work for every address; it is looked at behind the answer.
create table link_asks (
  id bigint generated always as identity primary key,
  canonical text not null,
  asked_at timestamptz not null
);

-- Whoever chose a frequency is met while the freeze reads the list anyway; nothing looks for them by themselves.
drop index subscriptions_frequency;
