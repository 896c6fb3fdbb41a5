-- What reports count: facts read from the conversation log and the decisions, and how many there are of each a day and an hour.
-- Both can be thrown away and made again from the log.

-- Conversations whose log is ahead of their facts.
create table insight_pending (
  tenant_id uuid not null,
  conversation_id uuid not null,
  last_seq int not null,
  primary key (tenant_id, conversation_id)
);
call protect('insight_pending');

-- How far a conversation's log was read, and what has to be remembered of it to read on.
create table insight_conversations (
  tenant_id uuid not null,
  conversation_id uuid not null,
  through_seq int not null,
  state jsonb not null,
  primary key (tenant_id, conversation_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);
call protect('insight_conversations');

create table insight_facts (
  tenant_id uuid not null,
  conversation_id uuid not null,
  seq int not null,
  kind text not null,
  at timestamptz not null,
  channel_id uuid not null,
  language text not null,
  scene text not null,
  -- Who served; the nil id where nobody did.
  agent_id uuid not null,
  reason text not null,
  entry_id uuid,
  ms bigint,
  primary key (tenant_id, conversation_id, seq, kind),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);
create index insight_facts_by_time on insight_facts (tenant_id, kind, at, conversation_id, seq);
call protect('insight_facts');

-- Facts counted by day (hour -1) and by day and hour, in the tenant's zone. Durations are counted by steps of a tenth.
create table insight_counts (
  tenant_id uuid not null,
  hour smallint not null,
  day date not null,
  kind text not null,
  channel_id uuid not null,
  language text not null,
  scene text not null,
  agent_id uuid not null,
  reason text not null,
  bucket smallint not null,
  count bigint not null,
  primary key (tenant_id, hour, day, kind, channel_id, language, scene, agent_id, reason, bucket)
);
call protect('insight_counts');

-- The zone that a tenant's days were counted in.
create table insight_tenants (
  tenant_id uuid primary key references tenants (tenant_id),
  time_zone text not null,
  projected_at timestamptz not null
);
call protect('insight_tenants');

-- 0 for facts without a duration; else the step of a tenth that holds it.
create function insight_bucket(ms bigint) returns smallint
language sql immutable parallel safe as $$
  select case when ms is null then 0 else 1 + floor(ln(greatest(ms, 1)::float8) / ln(1.1::float8))::int end::smallint
$$;

create function note_insight_pending() returns trigger
language plpgsql as $$
begin
  insert into attune.insight_pending (tenant_id, conversation_id, last_seq) values (new.tenant_id, new.id, new.last_seq)
  -- Changed even when it is there: whoever has just read the log must not take it away.
  on conflict (tenant_id, conversation_id) do update set last_seq = excluded.last_seq;
  return null;
end $$;
create trigger conversations_insights after update of last_seq on conversations for each row
  when (new.last_seq > old.last_seq) execute function note_insight_pending();

insert into insight_pending (tenant_id, conversation_id, last_seq)
select tenant_id, id, last_seq from conversations where last_seq > 0;

create function pending_insights(most int)
returns table (tenant_id uuid, conversation_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select p.tenant_id, p.conversation_id from insight_pending p limit most
$$;

-- Reports are read by whoever looks after the service.
update roles set permissions = array_append(permissions, 'reports:read')
where key in ('admin', 'supervisor', 'knowledge-operator') and not 'reports:read' = any(permissions);
