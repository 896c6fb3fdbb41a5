-- Ids of conversations in which a customer waits for an agent who is not coming: removed, or with no console open for long.
create function deserted_conversations(at timestamptz, patience interval, most int)
returns table (tenant_id uuid, conversation_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select c.tenant_id, c.id from conversations c
  join members m on m.tenant_id = c.tenant_id and m.id = c.owner_id
  where c.owner_kind = 'agent' and c.state = 'open' and c.waiting_since is not null
    and (m.removed_at is not null or (c.waiting_since <= at - patience and m.presence_seen_at <= at - patience))
  order by c.waiting_since limit most
$$;
