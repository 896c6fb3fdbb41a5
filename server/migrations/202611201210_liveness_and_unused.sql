-- Whether a process lives is judged by the database's clock alone: clocks of machines differ.
create or replace function heartbeat(process uuid, its_role text, at timestamptz) returns void
language sql security definer set search_path = attune, pg_temp as $$
  insert into processes (id, role, started_at, heartbeat_at) values (process, its_role, at, clock_timestamp())
  on conflict (id) do update set heartbeat_at = excluded.heartbeat_at;
  delete from processes where heartbeat_at < clock_timestamp() - interval '1 hour';
$$;

create or replace function claim_due_turns(at timestamptz, process uuid, patience interval, most int)
returns table (tenant_id uuid, conversation_id uuid)
language sql security definer set search_path = attune, pg_temp as $$
  with due as (
    select c.tenant_id, c.id from conversations c
    where c.turn_due_at <= at and c.turn_process is distinct from process
      and (c.turn_due_at <= at - patience
        or not exists (select 1 from processes p
                       where p.id = c.turn_process and p.heartbeat_at > clock_timestamp() - interval '4 seconds'))
    order by c.turn_due_at limit most for update skip locked)
  update conversations c set turn_process = process, turn_due_at = at
  from due where c.tenant_id = due.tenant_id and c.id = due.id
  returning c.tenant_id, c.id
$$;

-- Conversations in which nothing was ever said, and the anonymous customers who came for nothing else.
create index conversations_unused on conversations (created_at) where last_seq = 0;
create index conversations_open_by_owner on conversations (tenant_id, owner_kind) where state = 'open' and last_seq > 0;

create function forget_unused_conversations(before timestamptz, most int) returns int
language plpgsql security definer set search_path = attune, pg_temp as $$
declare
  forgotten int;
begin
  with unused as (
    select tenant_id, id from conversations where last_seq = 0 and created_at < before
    order by created_at limit most for update skip locked),
  gone as (
    delete from conversations c using unused u where c.tenant_id = u.tenant_id and c.id = u.id
    returning c.tenant_id, c.customer_id)
  delete from customers k using gone g
    where k.tenant_id = g.tenant_id and k.id = g.customer_id
      and not exists (select 1 from customer_identities i where i.tenant_id = k.tenant_id and i.customer_id = k.id)
      and not exists (select 1 from conversations c
                      where c.tenant_id = k.tenant_id and c.customer_id = k.id and (c.last_seq > 0 or c.created_at >= before));
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;
