-- Replies that a person approves before they go out: the draft stands in the log as an internal event, here stands what it waits for.
create table reply_reviews (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  -- Where the draft stands, and how the conversation has to be for it to be sent.
  held_seq int not null,
  customer_seq int not null,
  owner_epoch int not null,
  state text not null
    check (state in ('waiting', 'approved', 'edited', 'declined', 'sent-late', 'handed-over', 'superseded')),
  scene text not null,
  language text not null check (language in ('en', 'zh')),
  made_by text not null check (made_by in ('rule', 'local', 'small-model', 'large-model')),
  confidence real not null,
  threshold real not null,
  -- Without a review it would have been sent.
  sure boolean not null,
  entry_id uuid,
  -- The record of the turn, which names versions and copies no text, and what is offered instead where it is declined: names of entries.
  decision jsonb not null,
  instead jsonb,
  created_at timestamptz not null,
  due_at timestamptz not null,
  -- When the customer is told that it takes a while; null where they were, or never are.
  say_at timestamptz,
  decided_at timestamptz,
  decided_by uuid,
  -- Of an edited one: the reviewer says that what it said was right.
  content_right boolean,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  check ((state = 'waiting') = (decided_at is null))
);
create unique index reply_reviews_waiting on reply_reviews (tenant_id, conversation_id) where state = 'waiting';
create index reply_reviews_due on reply_reviews (due_at) where state = 'waiting';
create index reply_reviews_of_conversation on reply_reviews (tenant_id, conversation_id);
create index reply_reviews_decided on reply_reviews (tenant_id, decided_at);
call protect('reply_reviews');

-- Drafts that wait, in any tenant, of which something is to be done: their time is up, the customer is to be told, or the conversation
-- has gone on without them. Those whose customer is shown that somebody writes come, too.
create function reply_reviews_to_tend(at timestamptz, most int)
returns table (tenant_id uuid, id uuid, conversation_id uuid, stale boolean, due boolean, say boolean)
language sql stable security definer set search_path = attune, pg_temp as $$
  select r.tenant_id, r.id, r.conversation_id,
    c.state <> 'open' or c.owner_kind <> 'assistant' or c.owner_epoch <> r.owner_epoch or c.last_customer_seq <> r.customer_seq
      or c.answered_seq >= r.customer_seq,
    r.due_at <= at, r.say_at <= at
  from reply_reviews r join conversations c on c.tenant_id = r.tenant_id and c.id = r.conversation_id
  where r.state = 'waiting' order by r.due_at limit most
$$;

update roles set permissions = array_append(permissions, 'replies:review')
where key in ('admin', 'supervisor', 'agent') and not 'replies:review' = any (permissions);

-- The same as before, and: a draft is held, told of and decided on in the transaction that holds the conversation.
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
              and r.type in ('assistant-message', 'agent-message') and r.body->>'kind' is distinct from 'notice'), 0);
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
