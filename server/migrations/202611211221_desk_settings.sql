-- How agents of a tenant work together; no row until something was changed.
create table desk_settings (
  tenant_id uuid not null primary key references tenants (tenant_id),
  document jsonb not null,
  version int not null,
  updated_at timestamptz not null,
  updated_by text not null
);
call protect('desk_settings');
