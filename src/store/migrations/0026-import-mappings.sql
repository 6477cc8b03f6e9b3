-- What somebody said that the columns of a table mean, so that the next table with the same headings is not asked about again.
create table import_mappings (
  list_id bigint not null references lists on delete cascade,
  headings text not null,                       -- SHA-256 of them, in their order, hex
  mapping jsonb not null,                       -- src/audience/columns.ts
  said_at timestamptz not null,
  primary key (list_id, headings)
);
