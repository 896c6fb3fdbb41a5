-- Models that a tenant lets work for it, one row for each model at an address; in the order of `position`.
create table model_endpoints (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('openai-compatible', 'anthropic')),
  base_url text not null,
  model text not null,
  -- Sealed; null where the address asks for none.
  api_key text,
  abilities text[] not null,
  tiers text[] not null,
  -- Stands on the tenant's own machines: text that goes there does not leave.
  own boolean not null,
  enabled boolean not null default true,
  position int not null,
  -- For a million tokens, in the currency of the settings.
  input_price numeric(14, 6) not null,
  output_price numeric(14, 6) not null,
  timeout_ms int not null,
  stall_ms int not null,
  concurrency int not null,
  tests jsonb,
  created_at timestamptz not null,
  version int not null default 1,
  primary key (tenant_id, id)
);
call protect('model_endpoints');

create table model_settings (
  tenant_id uuid primary key references tenants (tenant_id),
  no_text_leaves boolean not null default false,
  currency text not null default 'CNY',
  day_budget numeric(14, 4),
  month_budget numeric(14, 4),
  -- { scene: [endpoint] }: only these for this scene.
  scene_endpoints jsonb not null default '{}',
  version int not null default 1
);
call protect('model_settings');

-- What was asked of a model, or fell back to what works without: never a word of it.
create table model_calls (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  at timestamptz not null,
  task text not null,
  task_version int not null,
  endpoint_id uuid,
  model text not null,
  tier text not null,
  scene text,
  conversation_id uuid,
  outcome text not null check (outcome in ('answered', 'failed', 'fallback')),
  failure text,
  input_tokens int not null,
  output_tokens int not null,
  cost numeric(18, 9) not null,
  took_ms int not null,
  first_ms int,
  primary key (tenant_id, id)
);
create index model_calls_by_time on model_calls (tenant_id, at);
create index model_calls_of_conversation on model_calls (tenant_id, conversation_id) where conversation_id is not null;
call protect('model_calls');

-- The same counted by the tenant's day; `bucket` is a step of a tenth of the time taken.
create table model_counts (
  tenant_id uuid not null references tenants (tenant_id),
  day date not null,
  task text not null,
  model text not null,
  outcome text not null,
  failure text not null,
  bucket smallint not null,
  calls bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost numeric(18, 9) not null,
  primary key (tenant_id, day, task, model, outcome, failure, bucket)
);
call protect('model_counts');

update roles set permissions = array_append(permissions, 'models:edit')
where key = 'admin' and not 'models:edit' = any(permissions);
