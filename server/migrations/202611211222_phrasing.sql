-- What agents say: quick phrases, personal and shared, and rules about wordings.
create table quick_phrases (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  -- Null: shared by all agents of the tenant.
  member_id uuid,
  folder text not null,
  code text not null,
  title text not null,
  texts jsonb not null,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
-- One code means one thing to one person: a personal phrase may stand before a shared one of the same code.
create unique index quick_phrases_shared on quick_phrases (tenant_id, lower(code)) where member_id is null;
create unique index quick_phrases_personal on quick_phrases (tenant_id, member_id, lower(code)) where member_id is not null;
call protect('quick_phrases');

create table wording_rules (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('words', 'pattern')),
  expression text not null,
  action text not null check (action in ('warn', 'block')),
  hint text not null,
  enabled boolean not null,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, id)
);
call protect('wording_rules');
