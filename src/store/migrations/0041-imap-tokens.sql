-- Tokens that IMAP accounts log in with (OAuth 2.0). Sealed with the secrets of the configuration: a dump of this gives nobody a mailbox.
create table imap_tokens (
  account text primary key,                     -- its name in feedbackImap
  sealed bytea,                                 -- access token, when to renew it, the newest refresh token; null before the first one
  saved_at timestamptz
);
comment on column imap_accounts.fault is 'why it cannot be read now: login, token, unreachable, mailbox';
