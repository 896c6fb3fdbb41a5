-- Locks by account and by address for known and unknown e-mails alike, second factors, and what a tenant asks of who signs in.

-- Keys are keyed hashes of e-mails and addresses: the table tells nobody who tried.
create table sign_in_failures (
  key bytea primary key,
  count int not null,
  last_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_failures_old on sign_in_failures (last_at);
call close_to_application('sign_in_failures');

-- Counts an attempt before it is tried, so that many at once are not more than one after another. Returns until when it is
-- locked; null when it may be tried. From the `free`th in a row on, a minute, doubling up to an hour.
create function begin_sign_in_attempt(wanted bytea, free int, at timestamptz) returns timestamptz
language plpgsql security definer set search_path = attune, pg_temp as $$
declare
  until timestamptz;
begin
  insert into sign_in_failures as f (key, count, last_at) values (wanted, 0, at)
  on conflict (key) do update set count = case when f.last_at < at - interval '1 day' then 0 else f.count end;
  select locked_until into until from sign_in_failures where key = wanted for update;
  if until > at then return until; end if;
  update sign_in_failures f set count = f.count + 1, last_at = at,
    locked_until = case when f.count + 1 >= free
      then at + least(interval '1 hour', interval '1 minute' * power(2, least(f.count + 1 - free, 10))) end
  where f.key = wanted;
  delete from sign_in_failures where key in (
    select key from sign_in_failures where last_at < at - interval '2 days' limit 20);
  return null;
end $$;

-- It was no failure: one counted attempt less, or all forgotten.
create function end_sign_in_attempt(wanted bytea, forget boolean) returns void
language sql security definer set search_path = attune, pg_temp as $$
  update sign_in_failures set count = case when forget then 0 else greatest(count - 1, 0) end, locked_until = null where key = wanted
$$;

drop function record_sign_in_attempt(uuid, boolean, timestamptz);
drop function find_login(text);
drop function get_login_hash(uuid);
create or replace function set_login_password(wanted_id uuid, new_hash text, keep_token bytea) returns void
language sql security definer set search_path = attune, pg_temp as $$
  update logins set password_hash = new_hash where id = wanted_id;
  delete from sessions where login_id = wanted_id and token_hash is distinct from keep_token;
$$;
alter table logins drop column failed_attempts, drop column locked_until;
create function find_login(wanted_email text) returns table (id uuid, password_hash text)
language sql stable security definer set search_path = attune, pg_temp as $$
  select id, password_hash from logins where email = lower(wanted_email)
$$;
create function email_of_login(wanted_id uuid) returns text
language sql stable security definer set search_path = attune, pg_temp as $$
  select email from logins where id = wanted_id
$$;

create table login_factors (
  login_id uuid primary key references logins (id) on delete cascade,
  -- Sealed; opens for this login alone.
  secret text not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  -- The highest time step that was used: none is taken twice.
  last_step bigint not null default 0
);
call close_to_application('login_factors');

create table login_recovery_codes (
  login_id uuid not null references login_factors (login_id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (login_id, code_hash)
);
call close_to_application('login_recovery_codes');

create function get_login_factor(wanted uuid) returns table (secret text, confirmed boolean, codes_left int)
language sql stable security definer set search_path = attune, pg_temp as $$
  select f.secret, f.confirmed_at is not null,
    (select count(*)::int from login_recovery_codes c where c.login_id = f.login_id and c.used_at is null)
  from login_factors f where f.login_id = wanted
$$;

create function begin_login_factor(wanted uuid, sealed text, at timestamptz) returns boolean
language sql security definer set search_path = attune, pg_temp as $$
  insert into login_factors as f (login_id, secret, created_at) values (wanted, sealed, at)
  on conflict (login_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
    where f.confirmed_at is null
  returning true
$$;

create function confirm_login_factor(wanted uuid, sealed text, step bigint, at timestamptz) returns boolean
language sql security definer set search_path = attune, pg_temp as $$
  update login_factors set confirmed_at = at, last_step = step
  where login_id = wanted and secret = sealed and confirmed_at is null returning true
$$;

create function use_factor_step(wanted uuid, step bigint) returns boolean
language sql security definer set search_path = attune, pg_temp as $$
  update login_factors set last_step = step
  where login_id = wanted and confirmed_at is not null and last_step < step returning true
$$;

create function use_recovery_code(wanted uuid, hash bytea, at timestamptz) returns boolean
language sql security definer set search_path = attune, pg_temp as $$
  update login_recovery_codes set used_at = at where login_id = wanted and code_hash = hash and used_at is null returning true
$$;

create function replace_recovery_codes(wanted uuid, hashes bytea[]) returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from login_recovery_codes where login_id = wanted;
  insert into login_recovery_codes (login_id, code_hash) select wanted, unnest(hashes);
$$;

create function drop_login_factor(wanted uuid) returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from login_factors where login_id = wanted
$$;

-- What a tenant sets once for itself; no row is all as it comes.
create table tenant_settings (
  tenant_id uuid primary key references tenants (tenant_id),
  second_factor_required boolean not null default false,
  version int not null default 1
);
call protect('tenant_settings');

update roles set permissions = permissions || '{tenant:edit}'::text[] where key = 'admin' and not 'tenant:edit' = any(permissions);

drop function resolve_session(bytea, timestamptz);
-- A session that still owes the tenant's second factor may do nothing but set one up.
create function resolve_session(hash bytea, at timestamptz)
returns table (login_id uuid, tenant_id uuid, member_id uuid, member_name text, permissions text[], method text,
  seen_at timestamptz, factor_due boolean)
language sql stable security definer set search_path = attune, pg_temp as $$
  select s.login_id, s.tenant_id, m.id, m.name, case when d.due then '{}' else r.permissions end, s.method, s.seen_at, d.due
  from sessions s
  join members m on m.tenant_id = s.tenant_id and m.login_id = s.login_id and m.removed_at is null
  join roles r on r.tenant_id = m.tenant_id and r.id = m.role_id
  cross join lateral (select s.method = 'password'
    and exists (select 1 from tenant_settings t where t.tenant_id = s.tenant_id and t.second_factor_required)
    and not exists (select 1 from login_factors f where f.login_id = s.login_id and f.confirmed_at is not null) as due) d
  where s.token_hash = hash and s.expires_at > at
$$;

-- Of a login that is a member of this transaction's tenant; of any other it says no.
create function has_second_factor(wanted uuid) returns boolean
language sql stable security definer set search_path = attune, pg_temp as $$
  select exists (select 1 from login_factors f join members m on m.login_id = f.login_id and m.tenant_id = current_tenant()
    where f.login_id = wanted and f.confirmed_at is not null)
$$;
