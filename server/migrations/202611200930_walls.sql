-- Further walls around tables, for migrations to call.

-- The application's login reaches this table through SECURITY DEFINER functions only.
create procedure close_to_application(target regclass)
language plpgsql as $$
begin
  execute format('revoke all on %s from %I', target, current_setting('attune.application_login'));
end $$;

-- Rows are added and read, never changed or taken away.
create procedure append_only(target regclass)
language plpgsql as $$
begin
  execute format('revoke update, delete, truncate on %s from %I', target, current_setting('attune.application_login'));
end $$;

-- Opens single columns for change again, e.g. for erasing personal data.
create procedure allow_update(target regclass, columns text)
language plpgsql as $$
begin
  execute format('grant update (%s) on %s to %I', columns, target, current_setting('attune.application_login'));
end $$;

do $$
declare
  application text := current_setting('attune.application_login');
begin
  execute format('revoke execute on procedure close_to_application, append_only, allow_update from %I', application);
end $$;
