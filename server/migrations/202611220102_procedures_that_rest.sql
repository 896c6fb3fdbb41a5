-- A run that rests is looked at once more: when nobody has come back to it for so long that it is over.
create or replace function due_procedure_runs(moment timestamptz, most int)
returns table (tenant_id uuid, id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select r.tenant_id, r.id from procedure_runs r where r.due_at <= moment order by r.due_at limit most
$$;
