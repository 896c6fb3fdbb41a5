-- Taking the words of each message in by itself costs as much as writing it. The log now only notes that a message is due; the words
-- are taken in by batches, on the clock and before every search. What is erased leaves the words in its own transaction, as before.

create table message_words_due (
  tenant_id uuid not null,
  conversation_id uuid not null,
  seq int not null,
  primary key (tenant_id, conversation_id, seq)
);
call protect('message_words_due');
call close_to_application('message_words_due');

-- What a batch adds is sorted and goes in together; it is cleared at the end of each, so that no search reads it.
alter index message_words_found set (fastupdate = on, gin_pending_list_limit = 4096);

create or replace function keep_message_words() returns trigger
language plpgsql security definer set search_path = attune, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    delete from message_words
    where tenant_id = new.tenant_id and conversation_id = new.conversation_id and seq = new.seq;
    -- Not at the same moment as an erasure does it lose to a batch that still reads the words: it is looked at again.
  end if;
  insert into message_words_due (tenant_id, conversation_id, seq) values (new.tenant_id, new.conversation_id, new.seq)
  on conflict do nothing;
  return null;
end $$;

-- What can be found by words: text, names of files, what cards say, notes between colleagues; nothing of what was erased.
create or replace function event_text(type text, body jsonb) returns text
language sql immutable parallel safe as $$
  select case
    when type in ('customer-message', 'agent-message', 'assistant-message') then
      (select string_agg(coalesce(p->>'text', p->>'name',
          concat_ws(E'\n', p->'card'->>'title', p->'card'->>'number', p->'card'->>'description')), E'\n')
        from jsonb_array_elements(case when jsonb_typeof(body->'parts') = 'array' then body->'parts' else '[]' end) p
        where p->>'type' in ('text', 'picture', 'file', 'card'))
    when type = 'message-left' then concat_ws(E'\n', body->>'text', body->>'name', body->>'contact')
    when type = 'note-added' then body->>'text'
  end
$$;

-- Takes in the words of at most so many messages that are due; says how many were due. Safe to run twice and at once: in one order,
-- and what another takes in is waited for.
create function take_in_messages(most int) returns int
language plpgsql security definer set search_path = attune, pg_temp as $$
declare
  taken int;
begin
  if not exists (select from message_words_due) then return 0; end if;
  with next as (
    select tenant_id, conversation_id, seq from message_words_due
    order by tenant_id, conversation_id, seq limit most for update),
  gone as (
    delete from message_words_due d using next n
    where d.tenant_id = n.tenant_id and d.conversation_id = n.conversation_id and d.seq = n.seq
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

insert into message_words_due (tenant_id, conversation_id, seq)
select e.tenant_id, e.conversation_id, e.seq from conversation_events e
where e.type in ('customer-message', 'agent-message')
  and jsonb_path_exists(e.body, '$.parts[*] ? (@.type == "picture" || @.type == "file" || @.type == "card")')
on conflict do nothing;
