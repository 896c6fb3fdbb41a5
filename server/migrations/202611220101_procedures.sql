-- Procedures: a draft that people edit, what was published of it, and the customers who are in the middle of one.

create table procedures (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  draft jsonb not null,
  -- The version that new runs follow; null while it is offered to nobody.
  published int,
  -- How many versions there are.
  newest int not null default 0,
  -- Whether the draft is another than the newest version.
  changed boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, id)
);
call protect('procedures');

create table procedure_versions (
  tenant_id uuid not null,
  procedure_id uuid not null,
  number int not null,
  definition jsonb not null,
  note text,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, procedure_id, number),
  foreign key (tenant_id, procedure_id) references procedures (tenant_id, id) on delete cascade
);
call protect('procedure_versions');

create table procedure_runs (
  tenant_id uuid not null,
  id uuid not null,
  procedure_id uuid not null,
  -- The version it began with, and keeps.
  number int not null,
  conversation_id uuid not null,
  customer_id uuid not null,
  state text not null
    check (state in ('active', 'paused', 'done', 'stopped', 'handed-over', 'expired', 'failed')),
  code text,
  step text not null,
  awaiting text not null check (awaiting in ('slots', 'choice', 'tool', 'call', 'time', 'nothing')),
  -- What the customer said and what tools gave of it.
  slots jsonb not null default '{}',
  results jsonb not null default '{}',
  done jsonb not null default '[]',
  tries int not null default 0,
  -- The customer asked something else in between.
  aside boolean not null default false,
  language text not null,
  scene text,
  -- Whether the customer had proven who they are when it last went on.
  proven boolean not null default false,
  -- Of the form or the tool's call it waits for; made before either is shown.
  call_id uuid,
  wait_until timestamptz,
  -- Goes up with every change: whoever changes it names the one they saw.
  revision int not null default 1,
  -- The customer's message that brought it here.
  input_seq int not null default 0,
  -- What is to be said of the last change and is not yet in the log.
  unsaid jsonb,
  asked_at timestamptz,
  due_at timestamptz,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, procedure_id, number) references procedure_versions (tenant_id, procedure_id, number),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
-- One at a time in a conversation.
create unique index procedure_runs_open on procedure_runs (tenant_id, conversation_id) where state in ('active', 'paused');
create index procedure_runs_of_procedure on procedure_runs (tenant_id, procedure_id, id desc);
create index procedure_runs_of_conversation on procedure_runs (tenant_id, conversation_id);
create index procedure_runs_due on procedure_runs (due_at) where due_at is not null;
call protect('procedure_runs');

-- Runs that the clock has to look at, in any tenant.
create function due_procedure_runs(moment timestamptz, most int)
returns table (tenant_id uuid, id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select r.tenant_id, r.id from procedure_runs r
  where r.state <> 'paused' and r.due_at <= moment order by r.due_at limit most
$$;

update roles set permissions = array_append(permissions, 'procedures:manage')
where key in ('admin', 'knowledge-operator') and not 'procedures:manage' = any (permissions);
