-- Documents: what was handed over, its versions, and the passages that people find in them.

alter table tenant_versions
  -- Counts every change of what can be found in documents.
  add column articles bigint not null default 0;

create table articles (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  title text not null,
  language text not null check (language in ('en', 'zh')),
  audience text not null check (audience in ('public', 'internal')),
  valid_from timestamptz,
  valid_until timestamptz,
  -- Number of the version in force; 0 = none yet.
  published int not null default 0,
  archived boolean not null default false,
  -- Value of tenant_versions.articles at the last change: what a process behind it has to load.
  changed_in bigint not null default 0,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (tenant_id, id)
);
create index articles_changed on articles (tenant_id, changed_in);
call protect('articles');

create table article_versions (
  tenant_id uuid not null,
  article_id uuid not null,
  number int not null,
  file_name text not null,
  size int not null,
  bytes bytea not null,
  format text,
  state text not null check (state in ('reading', 'ready', 'failed')),
  pages int,
  passages int not null default 0,
  losses jsonb not null default '[]',
  problem jsonb,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, article_id, number),
  foreign key (tenant_id, article_id) references articles (tenant_id, id)
);
call protect('article_versions');

create table passages (
  tenant_id uuid not null,
  id uuid not null,
  article_id uuid not null,
  number int not null,
  position int not null,
  headings jsonb not null,
  page int,
  text text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, article_id, number) references article_versions (tenant_id, article_id, number)
);
create unique index passages_of_version on passages (tenant_id, article_id, number, position);
call protect('passages');
