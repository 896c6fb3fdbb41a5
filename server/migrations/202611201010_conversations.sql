-- Customers, channels, the conversation log and its one writer.

create table channels (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  kind text not null,
  key text not null unique,
  name text not null,
  settings jsonb not null,
  identity_secret text not null,
  created_at timestamptz not null,
  version int not null default 1,
  primary key (tenant_id, id)
);
call protect('channels');

create table customers (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  name text,
  email text,
  locale text,
  attributes jsonb not null default '{}',
  created_at timestamptz not null,
  version int not null default 1,
  primary key (tenant_id, id)
);
call protect('customers');

create table customer_identities (
  tenant_id uuid not null,
  customer_id uuid not null,
  channel_id uuid not null,
  subject text not null,
  proven_at timestamptz not null,
  primary key (tenant_id, channel_id, subject),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id),
  foreign key (tenant_id, channel_id) references channels (tenant_id, id)
);
create index customer_identities_of_customer on customer_identities (tenant_id, customer_id);
call protect('customer_identities');

create table conversations (
  tenant_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  customer_id uuid not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  owner_kind text not null default 'assistant' check (owner_kind in ('assistant', 'queue', 'agent')),
  owner_id uuid,
  owner_epoch int not null default 1,
  last_seq int not null default 0,
  last_customer_seq int not null default 0,
  -- Customer messages up to here have been answered (by the assistant) or are somebody else's to answer.
  answered_seq int not null default 0,
  turn_due_at timestamptz,
  turn_since timestamptz,
  turn_process uuid,
  session int not null default 1,
  session_seq int not null default 0,
  language text,
  preview text not null default '',
  preview_from text not null default 'system',
  handover_reason text,
  queued_at timestamptz,
  waiting_since timestamptz,
  left_contact text,
  customer_read_seq int not null default 0,
  agent_read_seq int not null default 0,
  idle_due_at timestamptz,
  idle_stage int not null default 0,
  created_at timestamptz not null,
  last_message_at timestamptz not null,
  closed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, channel_id) references channels (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id),
  check ((owner_kind = 'agent') = (owner_id is not null))
) with (fillfactor = 70);
create unique index conversations_one_open on conversations (tenant_id, channel_id, customer_id) where state = 'open';
create index conversations_of_customer on conversations (tenant_id, customer_id, created_at);
create index conversations_recent on conversations (tenant_id, state, last_message_at desc, id desc);
create index conversations_queue on conversations (tenant_id, queued_at, id) where owner_kind = 'queue' and state = 'open';
create index conversations_of_agent on conversations (tenant_id, owner_id) where owner_kind = 'agent' and state = 'open';
create index conversations_turn_due on conversations (turn_due_at) where turn_due_at is not null;
create index conversations_idle_due on conversations (idle_due_at) where idle_due_at is not null;
call protect('conversations');

create table conversation_events (
  tenant_id uuid not null,
  conversation_id uuid not null,
  seq int not null check (seq > 0),
  id uuid not null,
  type text not null,
  version smallint not null default 1,
  occurred_at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text,
  client_id text,
  causation_id uuid,
  correlation_id uuid,
  body jsonb not null,
  redacted boolean not null default false,
  primary key (tenant_id, conversation_id, seq),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);
create unique index conversation_events_client on conversation_events (tenant_id, conversation_id, client_id)
  where client_id is not null;
call protect('conversation_events');
-- The log is append-only: the application may redact (body, actor name), never rewrite order, type or time, never delete.
call append_only('conversation_events');
call allow_update('conversation_events', 'body, actor_name, redacted');

create table decisions (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  occurred_at timestamptz not null,
  input_from int not null,
  input_to int not null,
  reply_seq int not null,
  outcome text not null,
  reason text,
  entry_id uuid,
  confidence real not null,
  record jsonb not null,
  primary key (tenant_id, occurred_at, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
) partition by range (occurred_at);
create index decisions_of_conversation on decisions (tenant_id, conversation_id, id);
call protect('decisions');
create table decisions_default partition of decisions default;
call protect('decisions_default');

-- Makes the monthly partition that holds `moment`; safe to call again. Rows that already lie in the default partition stay there.
create function ensure_decision_partition(moment timestamptz) returns void
language plpgsql security definer set search_path = attune, pg_temp as $$
declare
  first date := date_trunc('month', moment at time zone 'UTC')::date;
  name text := 'decisions_' || to_char(first, 'YYYYMM');
begin
  if to_regclass('attune.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('attune.' || name));
  if to_regclass('attune.' || name) is not null then return; end if;
  if exists (select 1 from decisions_default
             where occurred_at >= first::timestamp at time zone 'UTC'
               and occurred_at < (first + interval '1 month') at time zone 'UTC') then return; end if;
  execute format('create table %I partition of decisions for values from (%L) to (%L)',
    name, (first::timestamp at time zone 'UTC')::text, ((first + interval '1 month') at time zone 'UTC')::text);
  execute format('call attune.protect(%L)', 'attune.' || name);
end $$;

create table labels (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  seq int not null,
  kind text not null check (kind in ('choice', 'solved', 'not-solved')),
  entry_id uuid,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, conversation_id, seq, kind),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);
call protect('labels');

create function conversation_state(c conversations) returns jsonb
language sql immutable as $$
  select jsonb_build_object(
    'tenantId', c.tenant_id, 'id', c.id, 'channelId', c.channel_id, 'customerId', c.customer_id, 'state', c.state,
    'ownerKind', c.owner_kind, 'ownerId', c.owner_id, 'ownerEpoch', c.owner_epoch, 'lastSeq', c.last_seq,
    'lastCustomerSeq', c.last_customer_seq, 'answeredSeq', c.answered_seq, 'turnDueAt', c.turn_due_at,
    'turnSince', c.turn_since, 'session', c.session, 'sessionSeq', c.session_seq, 'queuedAt', c.queued_at,
    'waitingSince', c.waiting_since, 'handoverReason', c.handover_reason)
$$;

-- Writes one change to one conversation: the only way events come into being. Runs as the caller, inside the tenant wall.
-- item: { tenantId, conversationId, at, clientId?, byCustomer, expect?, events[], change?, preview?, turn?, decision?, label? }
-- outcome: written | duplicate | not-found | owner-changed | superseded | answered | closed | outdated
create function write_conversation(item jsonb) returns jsonb
language plpgsql as $$
declare
  tenant uuid := (item->>'tenantId')::uuid;
  conversation uuid := (item->>'conversationId')::uuid;
  moment timestamptz := (item->>'at')::timestamptz;
  expect jsonb := coalesce(item->'expect', '{}');
  change jsonb := coalesce(item->'change', '{}');
  turn jsonb := item->'turn';
  decision jsonb := item->'decision';
  c conversations;
  event jsonb;
  found_seq int;
  first_seq int;
  session_seq_new int;
  by_customer boolean := coalesce((item->>'byCustomer')::boolean, false);
begin
  select * into c from conversations where tenant_id = tenant and id = conversation for update;
  if not found then return jsonb_build_object('outcome', 'not-found'); end if;

  if item ? 'clientId' then
    select seq into found_seq from conversation_events
      where tenant_id = tenant and conversation_id = conversation and client_id = item->>'clientId';
    if found then
      return jsonb_build_object('outcome', 'duplicate', 'seq', found_seq, 'conversation', conversation_state(c));
    end if;
  end if;

  if (expect ? 'ownerKind' and c.owner_kind <> expect->>'ownerKind')
    or (expect ? 'ownerId' and c.owner_id is distinct from (expect->>'ownerId')::uuid)
    or (expect ? 'ownerEpoch' and c.owner_epoch <> (expect->>'ownerEpoch')::int) then
    return jsonb_build_object('outcome', 'owner-changed', 'conversation', conversation_state(c));
  end if;
  if expect ? 'state' and c.state <> expect->>'state' then
    return jsonb_build_object('outcome', 'closed', 'conversation', conversation_state(c));
  end if;
  if expect ? 'unansweredSeq' and c.answered_seq >= (expect->>'unansweredSeq')::int then
    return jsonb_build_object('outcome', 'answered', 'conversation', conversation_state(c));
  end if;
  if (expect ? 'lastCustomerSeq' and c.last_customer_seq <> (expect->>'lastCustomerSeq')::int)
    or (expect ? 'lastSeq' and c.last_seq <> (expect->>'lastSeq')::int) then
    return jsonb_build_object('outcome', 'superseded', 'conversation', conversation_state(c));
  end if;
  if expect ? 'versions' and not exists (select from tenant_versions v where v.tenant_id = tenant
      and v.knowledge = (expect->'versions'->>'knowledge')::int and v.policy = (expect->'versions'->>'policy')::int
      and v.model_id is not distinct from (expect->'versions'->>'modelId')::uuid) then
    return jsonb_build_object('outcome', 'outdated', 'conversation', conversation_state(c));
  end if;

  first_seq := c.last_seq + 1;
  -- A customer who writes into a closed conversation, or for the first time, begins a session with the assistant.
  if by_customer and (c.state = 'closed' or c.last_seq = 0) then
    c.last_seq := c.last_seq + 1;
    session_seq_new := c.last_seq;
    if c.state = 'closed' then
      c.session := c.session + 1;
      c.owner_epoch := c.owner_epoch + 1;
      c.answered_seq := c.last_customer_seq;
    end if;
    insert into conversation_events
      (tenant_id, conversation_id, seq, id, type, occurred_at, actor_kind, causation_id, correlation_id, body)
    values (tenant, conversation, c.last_seq, (item->>'sessionEventId')::uuid, 'session-started', moment, 'system',
      (item->'events'->0->>'id')::uuid, (item->>'correlationId')::uuid,
      jsonb_build_object('session', c.session, 'reason', case when c.state = 'closed' then 'reopened' else 'first-contact' end));
    c.state := 'open';
    c.owner_kind := 'assistant';
    c.owner_id := null;
    c.session_seq := session_seq_new;
    c.handover_reason := null;
    c.queued_at := null;
    c.waiting_since := null;
    c.closed_at := null;
  end if;

  for event in select value from jsonb_array_elements(item->'events') loop
    c.last_seq := c.last_seq + 1;
    if event->>'type' = 'customer-message' then c.last_customer_seq := c.last_seq; end if;
    if event->>'type' = 'session-started' then
      c.session := c.session + 1;
      c.session_seq := c.last_seq;
      event := jsonb_set(event, '{body,session}', to_jsonb(c.session));
    end if;
    insert into conversation_events
      (tenant_id, conversation_id, seq, id, type, version, occurred_at, actor_kind, actor_id, actor_name, client_id,
       causation_id, correlation_id, body)
    values (tenant, conversation, c.last_seq, (event->>'id')::uuid, event->>'type', 1, moment, event->>'actorKind',
      (event->>'actorId')::uuid, event->>'actorName', event->>'clientId', (event->>'causationId')::uuid,
      (item->>'correlationId')::uuid, event->'body');
  end loop;

  if change ? 'owner' then
    c.owner_kind := change->'owner'->>'kind';
    c.owner_id := (change->'owner'->>'id')::uuid;
    c.owner_epoch := c.owner_epoch + 1;
  end if;
  c.state := coalesce(change->>'state', c.state);
  c.answered_seq := coalesce((change->>'answeredSeq')::int, c.answered_seq);
  if change ? 'handoverReason' then c.handover_reason := change->>'handoverReason'; end if;
  if change ? 'queuedAt' then c.queued_at := (change->>'queuedAt')::timestamptz; end if;
  if change ? 'waitingSince' then c.waiting_since := (change->>'waitingSince')::timestamptz; end if;
  if change ? 'leftContact' then c.left_contact := change->>'leftContact'; end if;
  if change ? 'closedAt' then c.closed_at := (change->>'closedAt')::timestamptz; end if;
  if change ? 'language' then c.language := change->>'language'; end if;

  if by_customer then
    c.idle_due_at := null;
    c.idle_stage := 0;
    if c.owner_kind = 'assistant' and turn is not null then
      c.turn_since := coalesce(c.turn_since, moment);
      c.turn_due_at := least((turn->>'dueAt')::timestamptz,
        greatest(moment, c.turn_since + make_interval(secs => (turn->>'longestMs')::float8 / 1000)));
      c.turn_process := (turn->>'process')::uuid;
    elsif c.owner_kind <> 'assistant' then
      c.waiting_since := coalesce(c.waiting_since, moment);
    end if;
  end if;
  if change ? 'idleDueAt' then c.idle_due_at := (change->>'idleDueAt')::timestamptz; end if;
  c.idle_stage := coalesce((change->>'idleStage')::int, c.idle_stage);
  -- A turn stays due exactly while the assistant owns customer messages that nobody answered.
  if c.owner_kind <> 'assistant' or c.state = 'closed' then
    c.answered_seq := c.last_customer_seq;
  end if;
  if c.answered_seq >= c.last_customer_seq then
    c.turn_due_at := null;
    c.turn_since := null;
    c.turn_process := null;
  end if;

  update conversations set
    state = c.state, owner_kind = c.owner_kind, owner_id = c.owner_id, owner_epoch = c.owner_epoch, last_seq = c.last_seq,
    last_customer_seq = c.last_customer_seq, answered_seq = c.answered_seq, turn_due_at = c.turn_due_at,
    turn_since = c.turn_since, turn_process = c.turn_process, session = c.session, session_seq = c.session_seq,
    language = c.language, handover_reason = c.handover_reason, queued_at = c.queued_at, waiting_since = c.waiting_since,
    left_contact = c.left_contact, idle_due_at = c.idle_due_at, idle_stage = c.idle_stage, closed_at = c.closed_at,
    preview = coalesce(item->'preview'->>'text', c.preview),
    preview_from = coalesce(item->'preview'->>'from', c.preview_from),
    last_message_at = case when item ? 'preview' then moment else c.last_message_at end
  where tenant_id = tenant and id = conversation;

  if decision is not null then
    insert into decisions (tenant_id, id, conversation_id, occurred_at, input_from, input_to, reply_seq, outcome, reason,
      entry_id, confidence, record)
    values (tenant, (decision->>'id')::uuid, conversation, moment, (decision->>'inputFrom')::int, (decision->>'inputTo')::int,
      first_seq, decision->'decided'->>'outcome', decision->'decided'->>'reason', (decision->'decided'->>'entryId')::uuid,
      (decision->'decided'->>'confidence')::real, decision);
  end if;

  if item ? 'label' then
    insert into labels (tenant_id, id, conversation_id, seq, kind, entry_id, created_at)
    values (tenant, (item->'label'->>'id')::uuid, conversation, (item->'label'->>'seq')::int, item->'label'->>'kind',
      (item->'label'->>'entryId')::uuid, moment)
    on conflict (tenant_id, conversation_id, seq, kind) do nothing;
  end if;

  return jsonb_build_object('outcome', 'written', 'seq', c.last_seq, 'firstSeq', first_seq,
    'sessionStartedSeq', session_seq_new, 'conversation', conversation_state(c));
end $$;

-- One transaction for a micro-batch of changes. Fails as a whole; the caller then repeats them one by one.
create function write_conversations(items jsonb) returns jsonb
language plpgsql as $$
declare
  item jsonb;
  results jsonb[] := '{}';
begin
  for item in select value from jsonb_array_elements(items) loop
    perform set_config('app.tenant_id', item->>'tenantId', true);
    results := results || write_conversation(item);
  end loop;
  return to_jsonb(results);
end $$;

-- Everything a turn needs, in one round trip.
create function load_turn(tenant uuid, conversation uuid) returns jsonb
language plpgsql as $$
declare
  c conversations;
begin
  perform set_config('app.tenant_id', tenant::text, true);
  select * into c from conversations where tenant_id = tenant and id = conversation;
  if not found then return null; end if;
  return jsonb_build_object(
    'conversation', conversation_state(c),
    'events', coalesce((select jsonb_agg(jsonb_build_object('seq', e.seq, 'id', e.id, 'type', e.type, 'body', e.body,
          'occurredAt', e.occurred_at) order by e.seq)
        from (select * from conversation_events e where e.tenant_id = tenant and e.conversation_id = conversation
                and e.seq >= greatest(c.session_seq, c.last_seq - 40)
                and e.type in ('customer-message', 'assistant-message', 'agent-message', 'feedback-given')
              order by e.seq desc limit 40) e), '[]'),
    'versions', (select jsonb_build_object('knowledge', v.knowledge, 'policy', v.policy, 'modelId', v.model_id)
        from tenant_versions v where v.tenant_id = tenant));
end $$;

-- Ids of turns nobody is working on: due for long, or due while the process that held them is dead. Claims them for `process`.
create function claim_due_turns(at timestamptz, process uuid, patience interval, most int)
returns table (tenant_id uuid, conversation_id uuid)
language sql security definer set search_path = attune, pg_temp as $$
  with due as (
    select c.tenant_id, c.id from conversations c
    where c.turn_due_at <= at and c.turn_process is distinct from process
      and (c.turn_due_at <= at - patience
        or not exists (select 1 from processes p where p.id = c.turn_process and p.heartbeat_at > at - interval '4 seconds'))
    order by c.turn_due_at limit most for update skip locked)
  update conversations c set turn_process = process, turn_due_at = at
  from due where c.tenant_id = due.tenant_id and c.id = due.id
  returning c.tenant_id, c.id
$$;

-- Turns this process already holds that are long overdue: its own memory of them was lost to an error.
create function own_overdue_turns(at timestamptz, process uuid, patience interval, most int)
returns table (tenant_id uuid, conversation_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select c.tenant_id, c.id from conversations c
  where c.turn_due_at <= at - patience and c.turn_process = process order by c.turn_due_at limit most
$$;

-- Ids of conversations whose silence is due for a reminder or for closing.
create function due_idle_conversations(at timestamptz, most int)
returns table (tenant_id uuid, conversation_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select c.tenant_id, c.id from conversations c where c.idle_due_at <= at order by c.idle_due_at limit most
$$;

-- Where conversations stand now, for sockets of this process that may have missed a wake-up.
create function conversation_positions(tenants uuid[], wanted uuid[])
returns table (tenant_id uuid, id uuid, last_seq int)
language sql stable security definer set search_path = attune, pg_temp as $$
  select c.tenant_id, c.id, c.last_seq from unnest(tenants, wanted) as w (tenant, conversation)
  join conversations c on c.tenant_id = w.tenant and c.id = w.conversation
$$;

create function heartbeat(process uuid, its_role text, at timestamptz) returns void
language sql security definer set search_path = attune, pg_temp as $$
  insert into processes (id, role, started_at, heartbeat_at) values (process, its_role, at, at)
  on conflict (id) do update set heartbeat_at = excluded.heartbeat_at;
  delete from processes where heartbeat_at < at - interval '1 hour';
$$;

create function end_process(process uuid) returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from processes where id = process
$$;
call close_to_application('processes');

-- Open a channel by its public key, before the tenant is known.
create function find_channel(wanted_key text) returns table (tenant_id uuid, id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select tenant_id, id from channels where key = wanted_key
$$;
