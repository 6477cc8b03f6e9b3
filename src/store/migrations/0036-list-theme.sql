-- How the pages of a list look, beside its colour.
alter table lists
  add column font text not null default 'sans' check (font in ('sans', 'serif')),
  add column logo text references assets;  -- above its pages; null: none
