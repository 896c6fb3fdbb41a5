-- Where tools come from besides our own code: OpenAPI documents and MCP servers. The secret is sealed.
create table tool_sources (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  kind text not null check (kind in ('openapi', 'mcp')),
  name text not null,
  address text not null,
  document jsonb not null,
  -- Operations that became tools.
  picked text[] not null default '{}',
  secret_header text,
  secret text,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call protect('tool_sources');

-- Which tool an entry of the knowledge leads to, as a button below its answer.
create table entry_tools (
  tenant_id uuid not null references tenants (tenant_id),
  entry_key text not null,
  tool text not null,
  updated_at timestamptz not null,
  primary key (tenant_id, entry_key)
);
call protect('entry_tools');
