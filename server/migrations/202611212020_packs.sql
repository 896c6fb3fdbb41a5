-- Packs: the trades whose topics a tenant takes wordings from, and the topic of each entry.

create table pack_choices (
  tenant_id uuid primary key references tenants (tenant_id),
  trades text[] not null,
  -- What the last matching saw (texts, decisions, packs), so that it is not done again for nothing. Empty: it is due.
  seen text not null default '',
  -- Digest of the packs it used.
  packs text not null default '',
  -- Value of tenant_versions.knowledge it covers.
  knowledge bigint not null default -1,
  took_ms int not null default 0,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);
call protect('pack_choices');

create table entry_topics (
  tenant_id uuid not null,
  entry_id uuid not null,
  -- trade/topic
  topic text not null,
  -- suggested: found by the machine. confirmed: chosen by somebody. undone: taken away by somebody, never suggested again.
  state text not null check (state in ('suggested', 'confirmed', 'undone')),
  confidence real not null,
  -- Wordings inherited.
  wordings int not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (tenant_id, entry_id),
  foreign key (tenant_id, entry_id) references entries (tenant_id, id)
);
call protect('entry_topics');
