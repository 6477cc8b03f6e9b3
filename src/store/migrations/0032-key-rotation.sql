-- A new key is read by every process before any of them signs with it: running processes look for new ones now and then.
alter table keys add column signs_from timestamptz not null default now();
