-- The foreign key of a delivery to its campaign was asked for each person: a third of the time a freeze takes. The freeze writes both in one
-- transaction, and no campaign is ever deleted; whoever tries to is refused here, so that the ledger cannot lose what it speaks of.
alter table deliveries drop constraint deliveries_campaign_id_fkey;

create function refuse_loss_of_deliveries() returns trigger language plpgsql as $$
begin
  if exists (select from deliveries d where d.campaign_id = old.id) then
    raise foreign_key_violation using message = format('campaign %s has deliveries', old.id);
  end if;
  return coalesce(new, old);
end $$;
create trigger keep_deliveries before delete or update of id on campaigns for each row execute function refuse_loss_of_deliveries();
