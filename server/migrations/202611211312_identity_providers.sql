-- A tenant's own identity providers (OpenID Connect), and which of their people are which members.
create table oidc_providers (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret text not null,
  enabled boolean not null default true,
  -- Who may enter besides members: verified e-mails of these domains, and who holds an open invitation.
  domains text[] not null default '{}',
  invited boolean not null default true,
  role_id uuid not null,
  role_claim text,
  -- In order: [{ value, role }], the role by its key.
  role_map jsonb not null default '[]',
  created_at timestamptz not null,
  version int not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, issuer),
  foreign key (tenant_id, role_id) references roles (tenant_id, id)
);
call protect('oidc_providers');

create table oidc_identities (
  tenant_id uuid not null,
  provider_id uuid not null,
  subject text not null,
  member_id uuid not null,
  linked_at timestamptz not null,
  primary key (tenant_id, provider_id, subject),
  foreign key (tenant_id, provider_id) references oidc_providers (tenant_id, id) on delete cascade,
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
create index oidc_identities_of_member on oidc_identities (tenant_id, member_id);
call protect('oidc_identities');
