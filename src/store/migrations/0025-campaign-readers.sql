-- Who got a campaign, as bits: a segment that asks for the last five campaigns reads some hundred rows instead of five million.
create table campaign_readers (
  campaign_id bigint not null references campaigns,
  block bigint not null,                        -- subscriber_id / 2048
  received bit(2048) not null,                  -- one of subscriber block * 2048 + n: accepted, and no bounce came back. The order is that of src/segment/outcome-sql.ts
  primary key (campaign_id, block)
);
alter table campaigns add column readers_at timestamptz; -- null: not summed up, the ledger itself is asked
create index campaigns_unread on campaigns (id) where state = 'finished' and readers_at is null;
-- Few of a campaign; nothing is written here while it sends.
create index deliveries_bounced on deliveries (campaign_id, subscriber_id) where bounced_kind is not null;
