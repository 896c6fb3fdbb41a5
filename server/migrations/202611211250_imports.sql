-- Files of knowledge on their way in: what was handed over, and what becomes of each row.

create table imports (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  file_name text not null,
  size int not null,
  -- Kept until the import is over, so that it can be read again with other columns.
  bytes bytea,
  kind text check (kind in ('entries', 'wordings')),
  format text check (format in ('xlsx', 'csv', 'jsonl')),
  state text not null check (state in ('reading', 'ready', 'importing', 'done', 'cancelled', 'failed')),
  options jsonb not null,
  found jsonb not null,
  columns jsonb not null,
  counts jsonb not null,
  progress_done int not null default 0,
  progress_total int not null default 0,
  problem jsonb,
  created_at timestamptz not null,
  created_by text not null,
  finished_at timestamptz,
  version int not null default 1,
  -- Who did it, for the audit when it is done.
  actor_kind text not null,
  actor_id uuid,
  primary key (tenant_id, id)
);
call protect('imports');

create table import_rows (
  tenant_id uuid not null,
  import_id uuid not null,
  row int not null,
  verdict text not null check (verdict in ('create', 'update', 'unchanged', 'refuse')),
  key text not null,
  title text not null,
  entry_id uuid,
  entry_version int,
  content jsonb,
  customers jsonb not null,
  changes jsonb not null,
  problems jsonb not null,
  notes jsonb not null,
  primary key (tenant_id, import_id, row),
  foreign key (tenant_id, import_id) references imports (tenant_id, id) on delete cascade
);
create index import_rows_by_verdict on import_rows (tenant_id, import_id, verdict, row);
call protect('import_rows');
