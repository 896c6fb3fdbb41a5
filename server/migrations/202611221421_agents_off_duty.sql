-- Whoever said that they went off duty is not coming either, though their console is still open.
create or replace function deserted_conversations(at timestamptz, patience interval, most int)
returns table (tenant_id uuid, conversation_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select c.tenant_id, c.id from conversations c
  join members m on m.tenant_id = c.tenant_id and m.id = c.owner_id
  left join presence_periods p on p.tenant_id = m.tenant_id and p.member_id = m.id and p.ended_at is null
  where c.owner_kind = 'agent' and c.state = 'open' and c.waiting_since is not null
    and (m.removed_at is not null or (c.waiting_since <= at - patience and (m.presence_seen_at <= at - patience
      or (m.presence = 'away' and p.status not in ('online', 'wrap-up') and p.started_at <= at - patience))))
  order by c.waiting_since limit most
$$;

-- Where customers wait for agents this long; whether anybody is on duty there only the tenant's hours can say.
create function tenants_waiting_long(at timestamptz, patience interval, most int) returns table (tenant_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select c.tenant_id from conversations c
  where c.owner_kind = 'agent' and c.state = 'open' and c.waiting_since <= at - patience
  group by c.tenant_id order by min(c.waiting_since) limit most
$$;
