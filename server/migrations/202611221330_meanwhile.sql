-- The assistant reads on while a conversation waits in a queue that nobody serves: the turn is due as ever, the owner stays the queue.
-- Until then the customer has been told that people are away; null where they were not, or somebody has come since.
alter table conversations add column told_away_until timestamptz;

create or replace function conversation_state(c conversations) returns jsonb
language sql immutable as $$
  select jsonb_build_object(
    'tenantId', c.tenant_id, 'id', c.id, 'channelId', c.channel_id, 'customerId', c.customer_id, 'state', c.state,
    'ownerKind', c.owner_kind, 'ownerId', c.owner_id, 'ownerEpoch', c.owner_epoch, 'lastSeq', c.last_seq,
    'lastCustomerSeq', c.last_customer_seq, 'answeredSeq', c.answered_seq, 'turnDueAt', c.turn_due_at,
    'turnSince', c.turn_since, 'session', c.session, 'sessionSeq', c.session_seq, 'queuedAt', c.queued_at,
    'waitingSince', c.waiting_since, 'handoverReason', c.handover_reason, 'toldAwayUntil', c.told_away_until)
$$;

-- The same as before, with the new column.
create or replace function write_rows(tenant uuid, states conversations[], events conversation_events[], chosen decisions[]) returns void
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  if cardinality(events) > 0 then
    insert into conversation_events (tenant_id, conversation_id, seq, id, type, version, occurred_at, actor_kind, actor_id,
      actor_name, client_id, causation_id, correlation_id, body)
    select e.tenant_id, e.conversation_id, e.seq, e.id, e.type, e.version, e.occurred_at, e.actor_kind, e.actor_id,
      e.actor_name, e.client_id, e.causation_id, e.correlation_id, e.body
    from unnest(events) as e;
  end if;
  if cardinality(states) > 0 then
    update conversations c set
      state = s.state, owner_kind = s.owner_kind, owner_id = s.owner_id, owner_epoch = s.owner_epoch, last_seq = s.last_seq,
      last_customer_seq = s.last_customer_seq, answered_seq = s.answered_seq, turn_due_at = s.turn_due_at,
      turn_since = s.turn_since, turn_process = s.turn_process, session = s.session, session_seq = s.session_seq,
      language = s.language, emotion = s.emotion, urgency = s.urgency,
      handover_reason = s.handover_reason, queued_at = s.queued_at, waiting_since = s.waiting_since,
      left_contact = s.left_contact, idle_due_at = s.idle_due_at, idle_stage = s.idle_stage, closed_at = s.closed_at, told_away_until = s.told_away_until,
      preview = s.preview, preview_from = s.preview_from, last_message_at = s.last_message_at
    from unnest(states) as s where c.tenant_id = tenant and c.id = s.id;
  end if;
  if cardinality(chosen) > 0 then
    insert into decisions (tenant_id, id, conversation_id, occurred_at, input_from, input_to, reply_seq, outcome, reason,
      entry_id, confidence, record)
    select d.tenant_id, d.id, d.conversation_id, d.occurred_at, d.input_from, d.input_to, d.reply_seq, d.outcome, d.reason,
      d.entry_id, d.confidence, d.record
    from unnest(chosen) as d;
  end if;
end $$;

-- The same as before, with what was kept for people: it is a turn of its own, and no later one follows on what was said before it.
create or replace function load_turn(tenant uuid, conversation uuid) returns jsonb
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
                and e.type in ('customer-message', 'assistant-message', 'agent-message', 'feedback-given',
                  'meanwhile-noted')
              order by e.seq desc limit 40) e), '[]'),
    'versions', (select jsonb_build_object('knowledge', v.knowledge, 'policy', v.policy, 'modelId', v.model_id)
        from tenant_versions v where v.tenant_id = tenant));
end $$;

-- The same as before, and: a turn may be due in a queue. Only what the assistant does about it clears it, or people who come.
create or replace function write_conversations(items jsonb) returns jsonb
language plpgsql as $$
declare
  item jsonb;
  results jsonb[] := '{}';
  -- What is written together, of one tenant, each conversation once.
  states conversations[] := '{}';
  events conversation_events[] := '{}';
  chosen decisions[] := '{}';
  ids uuid[] := '{}';
  tenant uuid;
  tenant_before uuid;
  conversation uuid;
  moment timestamptz;
  expect jsonb;
  change jsonb;
  turn jsonb;
  decision jsonb;
  c conversations;
  e conversation_events;
  d decisions;
  event jsonb;
  found_seq int;
  first_seq int;
  open_seq int;
  session_seq_new int;
  by_customer boolean;
  hold jsonb;
  reads_on boolean;
begin
  for item in select value from jsonb_array_elements(items) loop
    tenant := (item->>'tenantId')::uuid;
    conversation := (item->>'conversationId')::uuid;
    if tenant is distinct from tenant_before or conversation = any(ids) then
      perform write_rows(tenant_before, states, events, chosen);
      states := '{}';
      events := '{}';
      chosen := '{}';
      ids := '{}';
      perform set_config('app.tenant_id', item->>'tenantId', true);
      tenant_before := tenant;
    end if;
    moment := (item->>'at')::timestamptz;
    expect := coalesce(item->'expect', '{}');
    change := coalesce(item->'change', '{}');
    turn := item->'turn';
    decision := item->'decision';
    by_customer := coalesce((item->>'byCustomer')::boolean, false);
    session_seq_new := null;

    select * into c from conversations where tenant_id = tenant and id = conversation for no key update;
    if not found then
      results := results || jsonb_build_object('outcome', 'not-found');
      continue;
    end if;

    if item ? 'clientId' then
      select seq into found_seq from conversation_events
        where tenant_id = tenant and conversation_id = conversation and client_id = item->>'clientId';
      if found then
        results := results || jsonb_build_object('outcome', 'duplicate', 'seq', found_seq, 'conversation', conversation_state(c));
        continue;
      end if;
    end if;

    if (expect ? 'ownerKind' and c.owner_kind <> expect->>'ownerKind')
      or (expect ? 'ownerId' and c.owner_id is distinct from (expect->>'ownerId')::uuid)
      or (expect ? 'ownerEpoch' and c.owner_epoch <> (expect->>'ownerEpoch')::int) then
      results := results || jsonb_build_object('outcome', 'owner-changed', 'conversation', conversation_state(c));
      continue;
    end if;
    if expect ? 'state' and c.state <> expect->>'state' then
      results := results || jsonb_build_object('outcome', 'closed', 'conversation', conversation_state(c));
      continue;
    end if;
    if expect ? 'unansweredSeq' and c.answered_seq >= (expect->>'unansweredSeq')::int then
      results := results || jsonb_build_object('outcome', 'answered', 'conversation', conversation_state(c));
      continue;
    end if;
    if (expect ? 'lastCustomerSeq' and c.last_customer_seq <> (expect->>'lastCustomerSeq')::int)
      or (expect ? 'lastSeq' and c.last_seq <> (expect->>'lastSeq')::int) then
      results := results || jsonb_build_object('outcome', 'superseded', 'conversation', conversation_state(c));
      continue;
    end if;
    if expect ? 'versions' and not exists (select from tenant_versions v where v.tenant_id = tenant
        and v.knowledge = (expect->'versions'->>'knowledge')::int and v.policy = (expect->'versions'->>'policy')::int
        and v.model_id is not distinct from (expect->'versions'->>'modelId')::uuid) then
      results := results || jsonb_build_object('outcome', 'outdated', 'conversation', conversation_state(c));
      continue;
    end if;

    -- Whoever comes first to a draft that waits decides on it; nobody after them writes anything.
    if item->'review' ? 'end' then
      update reply_reviews r set state = item->'review'->'end'->>'state', decided_at = moment,
          decided_by = (item->'review'->'end'->>'by')::uuid,
          content_right = (item->'review'->'end'->>'contentRight')::boolean
        where r.tenant_id = tenant and r.id = (item->'review'->'end'->>'id')::uuid
          and r.conversation_id = conversation and r.state = 'waiting';
      if not found then
        results := results || jsonb_build_object('outcome', 'reviewed', 'conversation', conversation_state(c));
        continue;
      end if;
    end if;
    -- What is said while it waits is said once, and only while it does.
    if item->'review' ? 'told' then
      update reply_reviews r set say_at = null
        where r.tenant_id = tenant and r.id = (item->'review'->>'told')::uuid
          and r.conversation_id = conversation and r.state = 'waiting' and r.say_at is not null;
      if not found then
        results := results || jsonb_build_object('outcome', 'reviewed', 'conversation', conversation_state(c));
        continue;
      end if;
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
      e := null;
      e.tenant_id := tenant;
      e.conversation_id := conversation;
      e.seq := c.last_seq;
      e.id := (item->>'sessionEventId')::uuid;
      e.type := 'session-started';
      e.version := 1;
      e.occurred_at := moment;
      e.actor_kind := 'system';
      e.causation_id := (item->'events'->0->>'id')::uuid;
      e.correlation_id := (item->>'correlationId')::uuid;
      e.body := jsonb_build_object('session', c.session, 'reason', case when c.state = 'closed' then 'reopened' else 'first-contact' end);
      events := events || e;
      c.state := 'open';
      c.owner_kind := 'assistant';
      c.owner_id := null;
      c.session_seq := session_seq_new;
      c.handover_reason := null;
      c.emotion := null;
      c.urgency := null;
      c.queued_at := null;
      c.waiting_since := null;
      c.told_away_until := null;
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
      e := null;
      e.tenant_id := tenant;
      e.conversation_id := conversation;
      e.seq := c.last_seq;
      e.id := (event->>'id')::uuid;
      e.type := event->>'type';
      e.version := 1;
      e.occurred_at := moment;
      e.actor_kind := event->>'actorKind';
      e.actor_id := (event->>'actorId')::uuid;
      e.actor_name := event->>'actorName';
      e.client_id := event->>'clientId';
      e.causation_id := (event->>'causationId')::uuid;
      e.correlation_id := (item->>'correlationId')::uuid;
      e.body := event->'body';
      events := events || e;
    end loop;

    if change ? 'owner' then
      c.owner_kind := change->'owner'->>'kind';
      c.owner_id := (change->'owner'->>'id')::uuid;
      c.owner_epoch := c.owner_epoch + 1;
      c.told_away_until := null;
    end if;
    c.state := coalesce(change->>'state', c.state);
    c.answered_seq := coalesce((change->>'answeredSeq')::int, c.answered_seq);
    if change ? 'handoverReason' then c.handover_reason := change->>'handoverReason'; end if;
    if change ? 'queuedAt' then c.queued_at := (change->>'queuedAt')::timestamptz; end if;
    if change ? 'waitingSince' then c.waiting_since := (change->>'waitingSince')::timestamptz; end if;
    if change ? 'toldAwayUntil' then c.told_away_until := (change->>'toldAwayUntil')::timestamptz; end if;
    if change ? 'leftContact' then c.left_contact := change->>'leftContact'; end if;
    if change ? 'closedAt' then c.closed_at := (change->>'closedAt')::timestamptz; end if;
    if change ? 'language' then c.language := change->>'language'; end if;
    if change ? 'emotion' then c.emotion := change->>'emotion'; end if;
    if change ? 'urgency' then c.urgency := change->>'urgency'; end if;

    if by_customer then
      c.idle_due_at := null;
      c.idle_stage := 0;
      if turn is not null and (c.owner_kind = 'assistant'
          or c.owner_kind = 'queue' and coalesce((turn->>'unattended')::boolean, false)) then
        c.turn_since := coalesce(c.turn_since, moment);
        c.turn_due_at := least((turn->>'dueAt')::timestamptz,
          greatest(moment, c.turn_since + make_interval(secs => (turn->>'longestMs')::float8 / 1000)));
        c.turn_process := (turn->>'process')::uuid;
      -- Somebody is there now: what is open is theirs.
      elsif turn is not null then
        c.turn_due_at := null;
      end if;
      if c.owner_kind <> 'assistant' then
        c.waiting_since := coalesce(c.waiting_since, moment);
      end if;
    end if;
    -- Handed back with messages nobody has replied to: they are the first turn of the new session. Given back to a queue that nobody
    -- serves they are a turn, too, and no session begins.
    if coalesce((change->>'takeUpOpen')::boolean, false) and turn is not null
      and (c.owner_kind = 'assistant' or c.owner_kind = 'queue' and coalesce((change->>'readsOn')::boolean, false)) then
      perform write_rows(tenant, '{}', events, '{}');
      events := '{}';
      select min(m.seq) into open_seq from conversation_events m
        where m.tenant_id = tenant and m.conversation_id = conversation and m.type = 'customer-message'
          and m.seq > coalesce((select max(r.seq) from conversation_events r
            where r.tenant_id = tenant and r.conversation_id = conversation
              and r.type in ('assistant-message', 'agent-message') and r.body->>'kind' is distinct from 'notice'), 0);
      if open_seq is not null then
        c.answered_seq := open_seq - 1;
        if c.owner_kind = 'assistant' then c.session_seq := open_seq; end if;
        c.turn_since := moment;
        c.turn_due_at := (turn->>'dueAt')::timestamptz;
        c.turn_process := (turn->>'process')::uuid;
      end if;
    end if;
    if change ? 'idleDueAt' then c.idle_due_at := (change->>'idleDueAt')::timestamptz; end if;
    c.idle_stage := coalesce((change->>'idleStage')::int, c.idle_stage);
    -- A turn stays due exactly while the assistant owns customer messages that nobody answered, or reads on what comes into a queue
    -- that nobody serves. What was open before it came there is open to people, unless the assistant itself says that it reads on.
    reads_on := c.owner_kind = 'queue' and c.turn_due_at is not null
      and (not change ? 'owner' or coalesce((change->>'readsOn')::boolean, false));
    if c.state = 'closed' or c.owner_kind <> 'assistant' and not reads_on then
      c.answered_seq := c.last_customer_seq;
    end if;
    if c.answered_seq >= c.last_customer_seq then
      c.turn_due_at := null;
      c.turn_since := null;
      c.turn_process := null;
    end if;

    -- A draft waits for somebody to approve it: the turn is neither answered nor due, until the customer writes again.
    if item->'review' ? 'hold' then
      c.turn_due_at := null;
      c.turn_since := null;
      c.turn_process := null;
      hold := item->'review'->'hold';
      update reply_reviews r set state = 'superseded', decided_at = moment
        where r.tenant_id = tenant and r.conversation_id = conversation and r.state = 'waiting';
      insert into reply_reviews (tenant_id, id, conversation_id, held_seq, customer_seq, owner_epoch, state, scene, language,
        made_by, confidence, threshold, sure, entry_id, decision, instead, created_at, due_at, say_at)
      values (tenant, (hold->>'id')::uuid, conversation, first_seq, c.last_customer_seq, c.owner_epoch, 'waiting', hold->>'scene',
        hold->>'language', hold->>'madeBy', (hold->>'confidence')::real, (hold->>'threshold')::real, (hold->>'sure')::boolean,
        (hold->>'entryId')::uuid, hold->'decision', hold->'instead', moment, (hold->>'dueAt')::timestamptz,
        (hold->>'sayAt')::timestamptz);
    end if;

    c.preview := coalesce(item->'preview'->>'text', c.preview);
    c.preview_from := coalesce(item->'preview'->>'from', c.preview_from);
    if item ? 'preview' then c.last_message_at := moment; end if;
    states := states || c;
    ids := ids || conversation;

    if decision is not null then
      d := null;
      d.tenant_id := tenant;
      d.id := (decision->>'id')::uuid;
      d.conversation_id := conversation;
      d.occurred_at := moment;
      d.input_from := (decision->>'inputFrom')::int;
      d.input_to := (decision->>'inputTo')::int;
      d.reply_seq := first_seq;
      d.outcome := decision->'decided'->>'outcome';
      d.reason := decision->'decided'->>'reason';
      d.entry_id := (decision->'decided'->>'entryId')::uuid;
      d.confidence := (decision->'decided'->>'confidence')::real;
      d.record := decision;
      chosen := chosen || d;
    end if;

    if item ? 'label' then
      insert into labels (tenant_id, id, conversation_id, seq, kind, entry_id, created_at)
      values (tenant, (item->'label'->>'id')::uuid, conversation, (item->'label'->>'seq')::int, item->'label'->>'kind',
        (item->'label'->>'entryId')::uuid, moment)
      on conflict (tenant_id, conversation_id, seq, kind) do nothing;
    end if;

    results := results || jsonb_build_object('outcome', 'written', 'seq', c.last_seq, 'firstSeq', first_seq,
      'sessionStartedSeq', session_seq_new, 'conversation', conversation_state(c));
  end loop;
  perform write_rows(tenant_before, states, events, chosen);
  return to_jsonb(results);
end $$;
