-- IMAP accounts that are read: how far, and what is wrong with them. What was read is in `feedback`; this only saves asking for it again.
create table imap_accounts (
  account text primary key,                     -- its name in feedbackImap
  looked_at timestamptz,                        -- when all of it was last read
  fault text,                                   -- why it cannot be read now: login, unreachable, mailbox
  fault_detail text,
  fault_since timestamptz
);

create table imap_mailboxes (
  account text not null,
  mailbox text not null,
  uid_validity bigint not null,                 -- RFC 3501 2.3.1.1: another one makes all UIDs new
  last_uid bigint not null,                     -- everything up to here was looked at
  kept_count bigint not null default 0,
  left_count bigint not null default 0,         -- too large, or junk that is not ours: left where it is
  primary key (account, mailbox)
);
