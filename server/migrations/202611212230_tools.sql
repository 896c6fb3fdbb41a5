-- Tools: what a tenant sets about each, every call of one, and how often each was called in a day.

create table tool_settings (
  tenant_id uuid not null references tenants (tenant_id),
  name text not null,
  settings jsonb not null,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, name)
);
call protect('tool_settings');

create table tool_calls (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid,
  customer_id uuid,
  tool text not null,
  tool_version int not null,
  kind text not null check (kind in ('read', 'write')),
  state text not null
    check (state in ('form', 'asked', 'approval', 'running', 'done', 'refused', 'failed', 'declined', 'expired')),
  -- What it was called with; what the customer was shown of it, and the hash of both.
  input jsonb not null,
  shown jsonb not null default '[]',
  input_hash text not null default '',
  language text not null default 'en',
  amount numeric not null default 0,
  owner_epoch int not null default 0,
  code text,
  -- Given to whoever is called; stored before the first attempt, the same for each.
  idempotency_key text not null,
  receipt jsonb,
  approved_by uuid,
  attempts int not null default 0,
  attempt_at timestamptz,
  took_ms real,
  created_at timestamptz not null,
  expires_at timestamptz,
  settled_at timestamptz,
  -- When the conversation was told how it ended.
  told_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id),
  -- Nothing that changes something is done without a receipt.
  check (kind = 'read' or state <> 'done' or receipt is not null)
);
create index tool_calls_newest on tool_calls (tenant_id, id desc);
create index tool_calls_of_conversation on tool_calls (tenant_id, conversation_id);
create index tool_calls_open on tool_calls (attempt_at) where state = 'running';
create index tool_calls_untold on tool_calls (settled_at) where settled_at is not null and told_at is null and kind = 'write';
call protect('tool_calls');

create table tool_uses (
  tenant_id uuid not null references tenants (tenant_id),
  tool text not null,
  -- A customer, or nobody: all of them together.
  customer_id uuid not null,
  day date not null,
  count int not null,
  primary key (tenant_id, tool, customer_id, day)
);
call protect('tool_uses');

-- Calls a process began and did not end, and endings nobody has told, in any tenant.
create function tool_calls_to_resume(before timestamptz, most int)
returns table (tenant_id uuid, id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  (select c.tenant_id, c.id from tool_calls c where c.state = 'running' and c.attempt_at <= before order by c.attempt_at limit most)
  union all
  (select c.tenant_id, c.id from tool_calls c
   where c.settled_at <= before and c.told_at is null and c.kind = 'write' order by c.settled_at limit most)
$$;

update roles set permissions = array_append(permissions, 'tools:manage')
where key = 'admin' and not 'tools:manage' = any (permissions);
