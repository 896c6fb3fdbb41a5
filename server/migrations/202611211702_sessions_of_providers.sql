-- Which provider vouched for a session: taking the provider away takes its sessions along.
alter table sessions add column provider_id uuid;

drop function start_session(uuid, bytea, uuid, uuid, text, text, text, timestamptz, timestamptz);
create function start_session(
  session_id uuid, hash bytea, wanted_login uuid, wanted_tenant uuid, how text, agent text, from_address text,
  at timestamptz, until timestamptz, vouched_by uuid
) returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from sessions where expires_at < at;
  insert into sessions (id, token_hash, login_id, tenant_id, method, user_agent, address, created_at, seen_at, expires_at, provider_id)
  values (session_id, hash, wanted_login, wanted_tenant, how, agent, from_address, at, at, until, vouched_by);
$$;

-- In this transaction's tenant alone. Those of before this was kept name no provider: they go with any.
create function end_sessions_of_provider(wanted_provider uuid) returns int
language sql security definer set search_path = attune, pg_temp as $$
  with gone as (
    delete from sessions where tenant_id = current_tenant() and method = 'oidc'
      and (provider_id = wanted_provider or provider_id is null)
    returning 1)
  select count(*)::int from gone
$$;
