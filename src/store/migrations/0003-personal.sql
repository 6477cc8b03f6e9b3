-- What a mail holds of its reader, as it was at the freeze: every attempt has the same bytes, whatever the list learns meanwhile.

alter table deliveries
  add column fields jsonb,  -- name -> value of the fields that the edition asks for; a day is {"date": "2026-01-31"}; null: none, or erased
  add column variant int;   -- bit n-1: the reader sees conditional section n of the edition; null: the edition has none
