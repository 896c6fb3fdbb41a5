-- Customers' wordings of an entry that a model wrote beforehand.
alter table wordings drop constraint wordings_origin_check;
alter table wordings add constraint wordings_origin_check check (origin in ('operator', 'customer', 'pack', 'model'));

create table expansion_settings (
  tenant_id uuid primary key references tenants (tenant_id),
  enabled boolean not null,
  acceptance text not null check (acceptance in ('at-once', 'by-person')),
  per_language int not null,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);
call protect('expansion_settings');

-- What became of it, one row an entry.
create table entry_expansions (
  tenant_id uuid not null,
  entry_id uuid not null,
  -- Digest of the question it is about: of any other it says nothing. Empty: it is to be written, whatever was written before.
  question text not null,
  state text not null check (state in ('waiting', 'done', 'failed')),
  failure text,
  -- Asked again from then on; null where that would be in vain.
  retry_at timestamptz,
  refused boolean not null default false,
  counts jsonb,
  held_out jsonb,
  model text,
  -- Of all that was ever asked for the entry.
  cost numeric(18, 9) not null default 0,
  changed_at timestamptz not null,
  primary key (tenant_id, entry_id),
  foreign key (tenant_id, entry_id) references entries (tenant_id, id)
);
call protect('entry_expansions');

-- Wordings written for the question that the entry's expansion is about. Those accepted stand among its wordings, under the same id.
create table written_wordings (
  tenant_id uuid not null,
  id uuid not null,
  entry_id uuid not null,
  language text not null,
  text text not null,
  state text not null check (state in ('proposed', 'accepted', 'dropped')),
  position int not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, entry_id) references entry_expansions (tenant_id, entry_id)
);
create index written_wordings_of_entry on written_wordings (tenant_id, entry_id);
call protect('written_wordings');
