-- Whoever counts, indexes or groups what was said must never make a customer wait.

-- Their rows refer to conversations, which locks the conversation's key. The log's writer changes no key, so it need not wait for that.
do $$
declare
  body text := pg_get_functiondef('attune.write_conversation(jsonb)'::regprocedure);
begin
  if position('and id = conversation for update;' in body) = 0 then raise exception 'write_conversation locks differently'; end if;
  execute replace(body, 'and id = conversation for update;', 'and id = conversation for no key update;');
end $$;

-- A row for each write instead of one that is rewritten: the writer would wait for whoever has just read and removes it.
alter table insight_pending drop constraint insight_pending_pkey;
alter table insight_pending add primary key (tenant_id, conversation_id, last_seq);

create or replace function note_insight_pending() returns trigger
language plpgsql as $$
begin
  insert into attune.insight_pending (tenant_id, conversation_id, last_seq) values (new.tenant_id, new.id, new.last_seq)
  on conflict do nothing;
  return null;
end $$;

create or replace function pending_insights(most int)
returns table (tenant_id uuid, conversation_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select distinct p.tenant_id, p.conversation_id
  from (select tenant_id, conversation_id from insight_pending limit most * 2) p limit most
$$;
