-- Which lane a domain's mail servers (MX) belong to, as they were found. A domain may name a person: only its digest is kept.
create table lane_lookups (
  digest text primary key,                      -- SHA-256 of the domain and of the servers that mean a lane, hex
  lane text not null,
  asked_at timestamptz not null
);
