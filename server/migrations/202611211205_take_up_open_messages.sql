-- A conversation handed back to the assistant is answered where the customer still waits for a reply.

-- Writes one change to one conversation: the only way events come into being. Runs as the caller, inside the tenant wall.
-- item: { tenantId, conversationId, at, clientId?, byCustomer, expect?, events[], change?, preview?, turn?, decision?, label? }
-- outcome: written | duplicate | not-found | owner-changed | superseded | answered | closed | outdated
create or replace function write_conversation(item jsonb) returns jsonb
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
  open_seq int;
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
  -- Handed back with messages nobody has replied to: they are the first turn of the new session.
  if coalesce((change->>'takeUpOpen')::boolean, false) and c.owner_kind = 'assistant' and turn is not null then
    select min(seq) into open_seq from conversation_events e
      where e.tenant_id = tenant and e.conversation_id = conversation and e.type = 'customer-message'
        and e.seq > coalesce((select max(r.seq) from conversation_events r
          where r.tenant_id = tenant and r.conversation_id = conversation
            and r.type in ('assistant-message', 'agent-message')), 0);
    if open_seq is not null then
      c.answered_seq := open_seq - 1;
      c.session_seq := open_seq;
      c.turn_since := moment;
      c.turn_due_at := (turn->>'dueAt')::timestamptz;
      c.turn_process := (turn->>'process')::uuid;
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
