-- Acts of people that somebody may ask about later: an override, a cancelled campaign. Append-only, and each row's hash covers the row and
-- the hash of the row before: whoever changes or removes one breaks the chain behind it.
create table audits (
  id bigint primary key check (id > 0),         -- 1, 2, 3 … without a gap, given under a lock
  at timestamptz not null,
  actor text not null,                          -- who: cli:<login>, admin:<name>, or the name given with an override
  action text not null,                         -- what: send.override, campaign.cancel
  subject text not null,                        -- to what: campaign:12, list:weekly
  detail jsonb not null,                        -- no addresses of readers: these rows are never erased
  previous_hash text not null unique,           -- 64 zeros in the first; unique: the chain cannot fork
  hash text not null unique                     -- SHA-256, hex
);
create index audits_action on audits (action, id);
create index audits_subject on audits (subject, id);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'audits are append-only';
end $$;
create trigger audits_append_only before update or delete on audits for each row execute function refuse_audit_change();
create trigger audits_not_truncated before truncate on audits for each statement execute function refuse_audit_change();
