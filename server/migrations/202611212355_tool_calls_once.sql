-- The same thing is carried out once at a time, however many cards were open for it.
update tool_calls c set state = 'failed', code = 'unknown-outcome', settled_at = c.created_at
where c.state in ('approval', 'running') and exists (
  select 1 from tool_calls o
  where o.tenant_id = c.tenant_id and o.customer_id = c.customer_id and o.tool = c.tool and o.input_hash = c.input_hash
    and o.state in ('approval', 'running') and o.id < c.id);
create unique index tool_calls_once on tool_calls (tenant_id, customer_id, tool, input_hash)
where state in ('approval', 'running');

-- Requests that no agent has looked at in time are found as well.
create or replace function tool_calls_to_resume(before timestamptz, most int)
returns table (tenant_id uuid, id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  (select c.tenant_id, c.id from tool_calls c where c.state = 'running' and c.attempt_at <= before order by c.attempt_at limit most)
  union all
  (select c.tenant_id, c.id from tool_calls c where c.state = 'approval' and c.expires_at <= before order by c.expires_at limit most)
  union all
  (select c.tenant_id, c.id from tool_calls c
   where c.settled_at <= before and c.told_at is null and c.kind = 'write' order by c.settled_at limit most)
$$;
create index tool_calls_waiting on tool_calls (expires_at) where state = 'approval';
