-- Knowledge, policy and trained models, each with versions.

create table knowledge_bases (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  name text not null,
  audience text not null default 'public' check (audience in ('public', 'internal')),
  created_at timestamptz not null,
  version int not null default 1,
  primary key (tenant_id, id)
);
call protect('knowledge_bases');

create table entries (
  tenant_id uuid not null,
  id uuid not null,
  base_id uuid not null,
  key text not null,
  state text not null check (state in ('draft', 'published', 'archived')),
  category jsonb not null default '{}',
  version int not null default 1,
  -- Value of tenant_versions.knowledge at the last change: what a process behind it has to load.
  changed_in bigint not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, base_id) references knowledge_bases (tenant_id, id)
);
create unique index entries_key on entries (tenant_id, key) where state <> 'archived';
create index entries_changed on entries (tenant_id, changed_in);
call protect('entries');

create table wordings (
  tenant_id uuid not null,
  id uuid not null,
  entry_id uuid not null,
  language text not null,
  kind text not null check (kind in ('standard', 'similar')),
  origin text not null check (origin in ('operator', 'customer', 'pack')),
  position int not null,
  text text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, entry_id) references entries (tenant_id, id)
);
create index wordings_of_entry on wordings (tenant_id, entry_id, position);
call protect('wordings');

create table answers (
  tenant_id uuid not null,
  entry_id uuid not null,
  language text not null,
  audience text not null default 'public',
  parts jsonb not null,
  primary key (tenant_id, entry_id, language, audience),
  foreign key (tenant_id, entry_id) references entries (tenant_id, id)
);
call protect('answers');

create table entry_versions (
  tenant_id uuid not null,
  entry_id uuid not null,
  version int not null,
  state text not null,
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (tenant_id, entry_id, version),
  foreign key (tenant_id, entry_id) references entries (tenant_id, id)
);
call protect('entry_versions');
call append_only('entry_versions');

-- Customers' messages labelled as belonging to no entry.
create table out_of_scope_wordings (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  text text not null,
  changed_in bigint not null,
  primary key (tenant_id, id)
);
call protect('out_of_scope_wordings');

create table models (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  knowledge bigint not null,
  engine int not null,
  bytes bytea not null,
  status jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
call protect('models');

create table policies (
  tenant_id uuid not null references tenants (tenant_id),
  version bigint not null,
  document jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, version)
);
call protect('policies');
call append_only('policies');
