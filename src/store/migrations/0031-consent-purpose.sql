-- What was agreed to: to get the mails of a list, or that one's own clicks in them are kept.
alter table consents add column purpose text not null default 'mails' check (purpose in ('mails', 'tracking'));
