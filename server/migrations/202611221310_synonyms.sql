-- Words of customers and the words of the knowledge that they stand for.

create table synonyms (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  -- Both normalised. Of what was learned, a term that several customers used.
  term text not null,
  stands_for text not null,
  state text not null check (state in ('proposed', 'in-use', 'refused')),
  origin text not null check (origin in ('own', 'learned')),
  -- Counts alone, of what was learned.
  evidence jsonb,
  -- 0 where there is no evidence: proposals are listed by it.
  confidence real not null default 0,
  -- Customers' wordings that hold the term; their texts are read when somebody looks, so that what is erased is gone.
  examples uuid[] not null default '{}',
  -- Labelled questions answered rightly with the pair alone, and without it alone; null: not tried.
  better int,
  worse int,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, id),
  unique (tenant_id, term, stands_for)
);
-- A term stands for one thing.
create unique index synonyms_in_use on synonyms (tenant_id, term) where state = 'in-use';
create index synonyms_by_state on synonyms (tenant_id, state, confidence desc, id);
call protect('synonyms');
