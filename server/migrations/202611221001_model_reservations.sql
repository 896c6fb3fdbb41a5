-- What calls to models under way may still cost, for all processes together. A row goes when its run is written down, in the same
-- transaction; that of a process which died counts until it expires.
create table model_reservations (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  amount numeric(18, 9) not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id)
);
call protect('model_reservations');

-- Sets an amount aside, or adds to what a run has set aside, where both budgets still allow it. One at a time for a tenant; what was
-- spent and what is set aside are read in one statement, so that a run that is written down meanwhile is in either, never in none.
create function reserve_model_budget(
  reservation uuid, wanted numeric, today date, day_budget numeric, month_budget numeric, moment timestamptz, until timestamptz
) returns boolean
language plpgsql set search_path = attune, pg_temp as $$
declare
  tenant uuid := current_tenant();
  fits boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('model budget ' || tenant, 0));
  -- Lost with a crash of the database, the runs that it was for are lost, too: nobody waits for the disk.
  perform set_config('synchronous_commit', 'off', true);
  delete from model_reservations where tenant_id = tenant and expires_at <= moment;
  select (day_budget is null or spent.day + held.amount + wanted <= day_budget)
     and (month_budget is null or spent.month + held.amount + wanted <= month_budget)
  into fits
  from (
    select coalesce(sum(cost) filter (where day = today), 0) as day, coalesce(sum(cost), 0) as month
    from model_counts where tenant_id = tenant and day >= date_trunc('month', today)::date and day <= today
  ) spent, (
    select coalesce(sum(amount), 0) as amount from model_reservations where tenant_id = tenant
  ) held;
  if fits then
    insert into model_reservations as r (tenant_id, id, amount, expires_at) values (tenant, reservation, wanted, until)
    on conflict (tenant_id, id) do update set amount = r.amount + excluded.amount, expires_at = excluded.expires_at;
  end if;
  return fits;
end
$$;
