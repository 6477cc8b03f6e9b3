-- People who asked to be erased: only a keyed hash of their address is left, so that nobody writes to it or imports it again.
create table erasures (
  hash bytea primary key,                       -- HMAC-SHA-256 of the canonical address
  key_id smallint not null references keys,
  erased_at timestamptz not null,
  cause text not null                           -- who asked: reader, admin
);

-- The keys of those hashes, as HMAC uses them (RFC 2104 2), so that a statement hashes a whole list: SHA-256(outer || SHA-256(inner || address)).
-- Empty as long as nobody was erased: then nothing is hashed.
create table erasure_keys (
  key_id smallint primary key references keys,
  inner_block bytea not null,                   -- key xor ipad, and the purpose
  outer_block bytea not null                    -- key xor opad
);

alter table feedback add column erased_at timestamptz; -- raw was emptied: it spoke of an erased person
