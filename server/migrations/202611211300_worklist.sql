-- Customers' questions with what became of them, groups of those the assistant could not answer, and labels on them.

create table worklist_groups (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  state text not null default 'open' check (state in ('open', 'settled')),
  phrases jsonb not null default '[]',
  -- How it was settled: { action, entryId?, by, byName, at, wordings, released }
  settlement jsonb,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create index worklist_groups_state on worklist_groups (tenant_id, state);
call protect('worklist_groups');

-- One row for each turn in which a customer asked something; the id is the decision's.
create table customer_questions (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  input_from int not null,
  input_to int not null,
  reply_seq int not null,
  occurred_at timestamptz not null,
  kind text not null check (kind in ('answered', 'chosen', 'unanswered', 'low-confidence', 'handed-over', 'disliked')),
  language text not null,
  -- As the customer wrote it, personal data masked.
  text text not null,
  confidence real not null,
  entry_id uuid,
  -- What it was taken for: [[entry id, probability], …]
  candidates jsonb not null default '[]',
  group_id uuid,
  -- Place in its group, the most typical first.
  place int not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, group_id) references worklist_groups (tenant_id, id)
);
create index customer_questions_recent on customer_questions (tenant_id, occurred_at desc, id desc);
create index customer_questions_of_group on customer_questions (tenant_id, group_id, place) where group_id is not null;
call protect('customer_questions');

-- How far the tenant's conversations have been read into the worklist.
create table worklist_progress (
  tenant_id uuid not null references tenants (tenant_id),
  collected_until timestamptz not null,
  grouped_at timestamptz,
  primary key (tenant_id)
);
call protect('worklist_progress');

-- What a person said a question was about: one word of each labeller, and each repair.
create table question_labels (
  tenant_id uuid not null,
  id uuid not null,
  question_id uuid not null,
  origin text not null check (origin in ('labelled', 'repaired')),
  verdict text not null check (verdict in ('entry', 'out-of-scope', 'wrong')),
  entry_id uuid,
  labelled_by uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, question_id, labelled_by),
  foreign key (tenant_id, question_id) references customer_questions (tenant_id, id) on delete cascade,
  foreign key (tenant_id, entry_id) references entries (tenant_id, id),
  check ((verdict = 'entry') = (entry_id is not null))
);
call protect('question_labels');

-- The wording that a question became, so that it can be taken back. One of the two, while the labels agree.
create table question_wordings (
  tenant_id uuid not null,
  question_id uuid not null,
  wording_id uuid,
  out_of_scope_id uuid,
  primary key (tenant_id, question_id),
  foreign key (tenant_id, question_id) references customer_questions (tenant_id, id) on delete cascade,
  check ((wording_id is null) <> (out_of_scope_id is null))
);
call protect('question_wordings');

create index labels_recent on labels (tenant_id, created_at);
