-- Ends what a removed member has open in this tenant, so that adding them again revives nothing.
create function end_sessions_here(wanted_login uuid) returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from sessions where login_id = wanted_login and tenant_id = current_tenant()
$$;
