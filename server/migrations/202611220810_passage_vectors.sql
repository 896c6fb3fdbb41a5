-- Vectors of passages in force, by the space (model, files, prefixes) they lie in: made in the background, gone with the passage.
create table passage_vectors (
  tenant_id uuid not null,
  space text not null,
  passage_id uuid not null,
  -- Digest of the words it was made of.
  content bytea not null,
  -- Four bytes of scale, then a byte an axis.
  vector bytea not null,
  -- Value of passage_vector_states.version: what a process behind it has to load.
  made_in bigint not null,
  primary key (tenant_id, space, passage_id),
  foreign key (tenant_id, passage_id) references passages (tenant_id, id) on delete cascade
);
create index passage_vectors_by_version on passage_vectors (tenant_id, space, made_in, passage_id);
create index passage_vectors_of_passage on passage_vectors (tenant_id, passage_id);
call protect('passage_vectors');

-- How far that is; no row where no model makes vectors.
create table passage_vector_states (
  tenant_id uuid primary key references tenants (tenant_id),
  -- Null before the first vector.
  space text,
  model text,
  version bigint not null default 0,
  -- The version at which some were taken away last: who is behind it reads all anew.
  swept_in bigint not null default 0,
  -- Why the last run came to nothing.
  failure text,
  failed_at timestamptz,
  made_at timestamptz
);
call protect('passage_vector_states');
