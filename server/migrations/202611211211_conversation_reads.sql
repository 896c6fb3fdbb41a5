-- How far each member has read: unread marks are a member's own, on whatever machine they sit.

create table conversation_reads (
  tenant_id uuid not null,
  member_id uuid not null,
  conversation_id uuid not null,
  seq int not null,
  primary key (tenant_id, conversation_id, member_id),
  foreign key (tenant_id, member_id) references members (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
) with (fillfactor = 80);
call protect('conversation_reads');

-- Notes between colleagues can be found by them as well.
create or replace function event_text(type text, body jsonb) returns text
language sql immutable parallel safe as $$
  select case
    when type in ('customer-message', 'agent-message', 'assistant-message') then
      (select string_agg(coalesce(p->>'text', ''), E'\n') from jsonb_array_elements(
        case when jsonb_typeof(body->'parts') = 'array' then body->'parts' else '[]' end) p where p->>'type' = 'text')
    when type = 'message-left' then concat_ws(E'\n', body->>'text', body->>'name', body->>'contact')
    when type = 'note-added' then body->>'text'
  end
$$;
drop trigger message_words_kept on conversation_events;
create trigger message_words_kept after insert or update of body, redacted on conversation_events
  for each row
  when (new.type in ('customer-message', 'agent-message', 'assistant-message', 'message-left', 'note-added'))
  execute function keep_message_words();
insert into message_words (tenant_id, conversation_id, seq, occurred_at, words)
select e.tenant_id, e.conversation_id, e.seq, e.occurred_at, searchable(e.tenant_id, event_text(e.type, e.body))
from conversation_events e where e.type = 'note-added' and not e.redacted and coalesce(event_text(e.type, e.body), '') <> ''
on conflict do nothing;
