-- Questions that a newly trained version must get right before it comes into force.
create table frozen_cases (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  text text not null,
  -- Of the question as it is compared: nobody freezes one twice.
  digest text not null,
  language text not null check (language in ('en', 'zh', 'other')),
  expects text not null check (expects in ('answer', 'first', 'no-answer')),
  entry_id uuid,
  note text not null default '',
  source text not null check (source in ('by-hand', 'try-it', 'conversation', 'calibration', 'worklist')),
  -- Where a customer asked it: it goes with the customer.
  conversation_id uuid,
  -- Somebody put a version in force that breaks it.
  accepted boolean not null default false,
  state text not null default 'unasked' check (state in ('right', 'broken', 'stale', 'unasked')),
  -- What two versions said: { model, at, before, after }, entries by id.
  last jsonb,
  created_at timestamptz not null,
  created_by text not null,
  version int not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, digest),
  foreign key (tenant_id, entry_id) references entries (tenant_id, id),
  check ((expects = 'no-answer') = (entry_id is null))
);
create index frozen_cases_of_conversation on frozen_cases (tenant_id, conversation_id) where conversation_id is not null;
call protect('frozen_cases');

-- How trained versions were judged; outlives their weights.
create table version_verdicts (
  tenant_id uuid not null references tenants (tenant_id),
  model_id uuid not null,
  knowledge bigint not null,
  judged_at timestamptz not null,
  passed boolean not null,
  excuse text check (excuse in ('first', 'erasure')),
  report jsonb not null,
  -- [{ kind, caseId or entryId and language, before, after }, …]: ids, no words.
  broken jsonb not null,
  forced_at timestamptz,
  forced_by text,
  primary key (tenant_id, model_id)
);
call protect('version_verdicts');

-- Trained and judged, but not to come into force by itself.
alter table models add column held boolean not null default false;
