-- What became of what models chose or wrote, where it is known: no word of it, and no conversation.
create table tier_outcomes (
  tenant_id uuid not null references tenants (tenant_id),
  decision_id uuid not null,
  task text not null,
  tier text not null check (tier in ('small', 'large')),
  model text not null,
  -- How sure the model said it was; empty where it says nothing of that.
  sure text not null,
  is_right boolean not null,
  -- Who knows it: the customer by a click or a word on the answer, or staff by a label.
  known_by text not null check (known_by in ('choice', 'feedback', 'label')),
  occurred_at timestamptz not null,
  known_at timestamptz not null,
  primary key (tenant_id, decision_id, task)
);
create index tier_outcomes_by_kind on tier_outcomes (tenant_id, tier, task, model, sure, occurred_at desc);
create index tier_outcomes_known on tier_outcomes (tenant_id, known_at);
call protect('tier_outcomes');

-- A turn that takes long says that it is still worked on, so that nobody takes it over. False where it is no longer this process's.
create function renew_turn(conversation uuid, process uuid, at timestamptz) returns boolean
language sql security definer set search_path = attune, pg_temp as $$
  with renewed as (
    update conversations set turn_due_at = at
    where tenant_id = current_tenant() and id = conversation and turn_process = process and turn_due_at is not null
    returning 1)
  select exists (select from renewed)
$$;
