-- Two of our tokens in one message that name different deliveries: somebody is wrong, and an admin should see it.
alter table feedback add column disagrees boolean not null default false;
create index feedback_disagreeing on feedback (id) where disagrees;
