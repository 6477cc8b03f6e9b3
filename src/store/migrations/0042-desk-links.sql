-- Links to pages for an admin with a browser. The address holds the signed number of a row: it is good until it ends, or is taken back.
create table desk_links (
  id bigint generated always as identity primary key,
  made_at timestamptz not null,
  made_by text not null,
  ends_at timestamptz not null,
  revoked_at timestamptz
);
