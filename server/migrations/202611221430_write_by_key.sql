-- The same as before, but each conversation is found by its key: joined with all that change, a planner that thinks a tenant has few of them
-- reads the tenant's conversations whole for every write.
create or replace function write_rows(tenant uuid, states conversations[], events conversation_events[], chosen decisions[]) returns void
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  s conversations;
begin
  if cardinality(events) > 0 then
    insert into conversation_events (tenant_id, conversation_id, seq, id, type, version, occurred_at, actor_kind, actor_id,
      actor_name, client_id, causation_id, correlation_id, body)
    select e.tenant_id, e.conversation_id, e.seq, e.id, e.type, e.version, e.occurred_at, e.actor_kind, e.actor_id,
      e.actor_name, e.client_id, e.causation_id, e.correlation_id, e.body
    from unnest(events) as e;
  end if;
  foreach s in array states loop
    update conversations c set
      state = s.state, owner_kind = s.owner_kind, owner_id = s.owner_id, owner_epoch = s.owner_epoch, last_seq = s.last_seq,
      last_customer_seq = s.last_customer_seq, answered_seq = s.answered_seq, turn_due_at = s.turn_due_at,
      turn_since = s.turn_since, turn_process = s.turn_process, session = s.session, session_seq = s.session_seq,
      language = s.language, emotion = s.emotion, urgency = s.urgency,
      handover_reason = s.handover_reason, queued_at = s.queued_at, waiting_since = s.waiting_since,
      left_contact = s.left_contact, idle_due_at = s.idle_due_at, idle_stage = s.idle_stage, closed_at = s.closed_at, told_away_until = s.told_away_until,
      preview = s.preview, preview_from = s.preview_from, last_message_at = s.last_message_at
    where c.tenant_id = tenant and c.id = s.id;
  end loop;
  if cardinality(chosen) > 0 then
    insert into decisions (tenant_id, id, conversation_id, occurred_at, input_from, input_to, reply_seq, outcome, reason,
      entry_id, confidence, record)
    select d.tenant_id, d.id, d.conversation_id, d.occurred_at, d.input_from, d.input_to, d.reply_seq, d.outcome, d.reason,
      d.entry_id, d.confidence, d.record
    from unnest(chosen) as d;
  end if;
end $$;
