-- How long a tenant keeps what was said, and what was erased when.
alter table tenant_settings
  -- Days after which it is erased; none is for ever.
  add column conversation_days int check (conversation_days > 0),
  add column decision_days int check (decision_days > 0),
  add column file_days int check (file_days > 0),
  add column retention_version int not null default 1,
  add column guide_dismissed_at timestamptz;

alter table conversations add column erased_at timestamptz;
-- What retention looks for: closed, and not erased since it was closed.
create index conversations_to_erase on conversations (tenant_id, closed_at)
  where state = 'closed' and (erased_at is null or erased_at < closed_at);

update roles set permissions = permissions || '{customers:erase}'::text[]
where key = 'admin' and not 'customers:erase' = any(permissions);
