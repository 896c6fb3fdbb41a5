-- For a process that is certainly alone on this database: what earlier ones held is nobody's now.
create function forget_processes() returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from processes
$$;
