-- A batch of the log is written in sets: one statement for all its conversations, one for all its events, one for all its decisions,
-- and whoever takes notes of what was written is called once for all of it. Before, each change was six statements of its own.

-- Who counts and who looks for words learns of all events of a statement at once.
create function note_message_words() returns trigger
language plpgsql security definer set search_path = attune, pg_temp as $$
begin
  insert into message_words_due (tenant_id, conversation_id, seq)
  select w.tenant_id, w.conversation_id, w.seq from written w
  where w.type in ('customer-message', 'agent-message', 'assistant-message', 'message-left', 'note-added')
  on conflict do nothing;
  return null;
end $$;
do $$ begin
  execute format('revoke execute on function note_message_words from %I', current_setting('attune.application_login'));
end $$;
drop trigger message_words_kept on conversation_events;
create trigger message_words_noted after insert on conversation_events
  referencing new table as written for each statement execute function note_message_words();
create trigger message_words_kept after update of body, redacted on conversation_events
  for each row
  when (new.type in ('customer-message', 'agent-message', 'assistant-message', 'message-left', 'note-added'))
  execute function keep_message_words();

drop trigger conversations_insights on conversations;
create or replace function note_insight_pending() returns trigger
language plpgsql as $$
begin
  insert into attune.insight_pending (tenant_id, conversation_id, last_seq)
  select w.tenant_id, w.conversation_id, max(w.seq) from written w group by w.tenant_id, w.conversation_id
  on conflict do nothing;
  return null;
end $$;
create trigger insights_noted after insert on conversation_events
  referencing new table as written for each statement execute function note_insight_pending();

-- Writes what a batch came to. Each conversation is locked and at hand as it shall be. The plan is kept from a time when the tables were
-- empty, so only those ways are allowed that are right when they are large.
create function write_rows(tenant uuid, states conversations[], events conversation_events[], chosen decisions[]) returns void
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
      left_contact = s.left_contact, idle_due_at = s.idle_due_at, idle_stage = s.idle_stage, closed_at = s.closed_at,
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

drop function write_conversation(jsonb);
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
    end if;
    c.state := coalesce(change->>'state', c.state);
    c.answered_seq := coalesce((change->>'answeredSeq')::int, c.answered_seq);
    if change ? 'handoverReason' then c.handover_reason := change->>'handoverReason'; end if;
    if change ? 'queuedAt' then c.queued_at := (change->>'queuedAt')::timestamptz; end if;
    if change ? 'waitingSince' then c.waiting_since := (change->>'waitingSince')::timestamptz; end if;
    if change ? 'leftContact' then c.left_contact := change->>'leftContact'; end if;
    if change ? 'closedAt' then c.closed_at := (change->>'closedAt')::timestamptz; end if;
    if change ? 'language' then c.language := change->>'language'; end if;
    if change ? 'emotion' then c.emotion := change->>'emotion'; end if;
    if change ? 'urgency' then c.urgency := change->>'urgency'; end if;

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
      perform write_rows(tenant, '{}', events, '{}');
      events := '{}';
      select min(m.seq) into open_seq from conversation_events m
        where m.tenant_id = tenant and m.conversation_id = conversation and m.type = 'customer-message'
          and m.seq > coalesce((select max(r.seq) from conversation_events r
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

-- Takes in the words of at most so many messages that are due; says how many were due. Safe to run twice and at once: in one order,
-- and what another takes in is waited for. What is due is found and removed by its place, the messages by their keys.
create or replace function take_in_messages(most int) returns int
language plpgsql security definer
set search_path = attune, pg_temp set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  taken int;
begin
  if not exists (select from message_words_due) then return 0; end if;
  with gone as (
    delete from message_words_due d
    where d.ctid = any(array(select n.ctid from message_words_due n
      order by n.tenant_id, n.conversation_id, n.seq limit most for update))
    returning d.tenant_id, d.conversation_id, d.seq),
  said as (
    select e.tenant_id, e.conversation_id, e.seq, e.occurred_at,
      case when e.redacted then '' else coalesce(event_text(e.type, e.body), '') end as content
    from gone g join conversation_events e using (tenant_id, conversation_id, seq)),
  emptied as (
    delete from message_words w using said s
    where s.content = '' and w.tenant_id = s.tenant_id and w.conversation_id = s.conversation_id and w.seq = s.seq),
  added as (
    insert into message_words (tenant_id, conversation_id, seq, occurred_at, words)
    select tenant_id, conversation_id, seq, occurred_at, searchable(tenant_id, content) from said where content <> ''
    on conflict (tenant_id, conversation_id, seq) do update set words = excluded.words)
  select count(*) into taken from gone;
  perform gin_clean_pending_list('message_words_found');
  return taken;
end $$;
