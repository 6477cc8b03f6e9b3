-- The name in To is frozen with the rest: a name changed between two attempts must not change the bytes of the second.
alter table deliveries add column name text;
update deliveries d set name = s.name from subscribers s where s.id = d.subscriber_id;
