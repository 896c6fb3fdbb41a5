-- Whoever left this contact, found by an index. What is compared is a function of the column, which row-level security would have
-- looked at for each row of the tenant; so the function looks past it, with the tenant written out.
create index conversations_left_contact on conversations (tenant_id, lower(left_contact)) where left_contact is not null;

create function customers_who_left(contact text, most int) returns table (customer_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select distinct c.customer_id from conversations c
  where c.tenant_id = current_tenant() and c.left_contact is not null and lower(c.left_contact) = lower(contact)
  limit most
$$;
