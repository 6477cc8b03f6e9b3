-- What was read of a table of people, so that an import that was cut off goes on where it stood, and a person's row tells whence it is.
create table imports (
  id bigint generated always as identity primary key,
  list_id bigint not null references lists,
  file text not null,                           -- as it was named
  digest text not null,                         -- SHA-256 of its bytes and of how it was to be read, hex
  last_line bigint not null default 0,          -- physical line of the last row that is in the database
  counts jsonb not null default '{}',           -- outcome -> rows, up to that line
  report_size bigint not null default 0,        -- bytes of the report up to that line
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
create unique index imports_unfinished on imports (list_id, digest) where finished_at is null;
