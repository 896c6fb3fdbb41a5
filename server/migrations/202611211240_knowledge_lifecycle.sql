-- Knowledge people can trust: drafts beside what is published, review by a second person, a tree of categories, several bases
-- by audience, language, scene and time.

create table knowledge_categories (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  parent_id uuid,
  name jsonb not null,
  -- Publishing below here needs another member's approval.
  four_eyes boolean not null default false,
  position int not null default 0,
  version int not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, parent_id) references knowledge_categories (tenant_id, id)
);
call protect('knowledge_categories');

alter table knowledge_bases
  -- Empty: every language.
  add column languages text[] not null default '{}',
  -- Entries of the base belong to this scene of the policy, whatever their category says.
  add column scene text,
  add column valid_from timestamptz,
  add column valid_until timestamptz;

alter table entries
  add column category_id uuid,
  add column valid_from timestamptz,
  add column valid_until timestamptz,
  -- Answers customers now: published, within its time, in a public base within its time.
  add column live boolean not null default false,
  -- When `live` changes by time alone.
  add column flip_at timestamptz,
  add foreign key (tenant_id, category_id) references knowledge_categories (tenant_id, id);
create index entries_flip on entries (flip_at) where flip_at is not null;
create index entries_category on entries (tenant_id, category_id);
create index entries_base on entries (tenant_id, base_id);

insert into knowledge_categories (tenant_id, id, name)
select tenant_id, gen_random_uuid(), category from entries where category <> '{}' group by tenant_id, category;
update entries e set category_id = c.id from knowledge_categories c
where c.tenant_id = e.tenant_id and c.name = e.category;
update entries e set live = true from knowledge_bases b
where b.tenant_id = e.tenant_id and b.id = e.base_id and e.state = 'published' and b.audience = 'public';

-- At most one draft beside what an entry says; the published text answers until the draft is published.
create table entry_drafts (
  tenant_id uuid not null,
  entry_id uuid not null,
  state text not null check (state in ('draft', 'in-review')),
  content jsonb not null,
  note text not null default '',
  -- The published version it was written over; 0 = none yet.
  based_on int not null,
  -- Counts every save, for If-Match.
  revision int not null default 1,
  -- Who wrote in it: none of them may approve it.
  authors uuid[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null,
  submitted_at timestamptz,
  primary key (tenant_id, entry_id),
  foreign key (tenant_id, entry_id) references entries (tenant_id, id)
);
create index entry_drafts_state on entry_drafts (tenant_id, state, entry_id);
call protect('entry_drafts');

-- What was said and decided about drafts.
create table entry_reviews (
  tenant_id uuid not null,
  id uuid not null,
  entry_id uuid not null,
  revision int not null,
  kind text not null check (kind in ('submitted', 'withdrawn', 'commented', 'declined', 'approved')),
  text text not null default '',
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, entry_id) references entries (tenant_id, id)
);
create index entry_reviews_entry on entry_reviews (tenant_id, entry_id, id);
call protect('entry_reviews');
call append_only('entry_reviews');

alter table entry_versions
  add column note text not null default '',
  add column approved_by text,
  -- The version whose text was taken up again.
  add column rollback_of int;

-- Whoever could edit on their own so far also approves; four eyes are asked nowhere until somebody says so.
update roles set permissions = array_append(permissions, 'knowledge:publish')
where key in ('admin', 'knowledge-operator') and not 'knowledge:publish' = any (permissions);

-- Tenants in which an entry begins or ends to answer by time alone.
create function tenants_with_due_entries(at timestamptz, most int) returns table (tenant_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select distinct e.tenant_id from entries e where e.flip_at <= at limit most
$$;
