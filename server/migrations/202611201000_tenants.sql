-- Tenants, logins, members, sessions, API keys, audit. A login is a person's e-mail and password for the whole installation;
-- a member is that person in one tenant. Logins and sessions belong to no tenant: the application reaches them through
-- SECURITY DEFINER functions only, so that not even raw SQL as the application lists them.

create table tenants (
  tenant_id uuid primary key,
  slug text not null unique,
  name text not null,
  locale text not null,
  time_zone text not null,
  demo boolean not null default false,
  created_at timestamptz not null
);
call protect('tenants');

create table tenant_versions (
  tenant_id uuid primary key references tenants (tenant_id),
  knowledge bigint not null default 0,
  policy bigint not null default 0,
  model_id uuid
);
call protect('tenant_versions');

create table logins (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  password_hash text not null,
  created_at timestamptz not null,
  failed_attempts int not null default 0,
  locked_until timestamptz
);
call close_to_application('logins');

create table roles (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  key text not null,
  permissions text[] not null,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
call protect('roles');

create table members (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  login_id uuid not null references logins (id),
  role_id uuid not null,
  email text not null,
  name text not null,
  locale text not null,
  presence text not null default 'away' check (presence in ('online', 'away')),
  presence_seen_at timestamptz,
  created_at timestamptz not null,
  removed_at timestamptz,
  version int not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, login_id),
  foreign key (tenant_id, role_id) references roles (tenant_id, id)
);
create index members_on_duty on members (tenant_id, presence_seen_at) where presence = 'online';
call protect('members');

create table sessions (
  token_hash bytea primary key,
  login_id uuid not null references logins (id) on delete cascade,
  tenant_id uuid not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_of_login on sessions (login_id);
call close_to_application('sessions');

create table api_keys (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  name text not null,
  prefix text not null,
  secret_hash bytea not null,
  permissions text[] not null,
  created_at timestamptz not null,
  created_by uuid,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
create unique index api_keys_secret on api_keys (secret_hash);
call protect('api_keys');

create table audit_events (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  occurred_at timestamptz not null,
  actor_kind text not null check (actor_kind in ('member', 'api-key', 'system')),
  actor_id uuid,
  actor_name text not null,
  action text not null,
  target_kind text,
  target_id text,
  detail jsonb not null default '{}',
  primary key (tenant_id, id)
);
call protect('audit_events');
call append_only('audit_events');

create table idempotency_keys (
  tenant_id uuid not null references tenants (tenant_id),
  actor_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status int,
  reply jsonb,
  created_at timestamptz not null,
  primary key (tenant_id, actor_id, key)
);
call protect('idempotency_keys');

-- Processes that serve or work; a heartbeat older than a few seconds means dead.
create table processes (
  id uuid primary key,
  role text not null,
  started_at timestamptz not null,
  heartbeat_at timestamptz not null
);

create function find_login(wanted_email text)
returns table (id uuid, password_hash text, failed_attempts int, locked_until timestamptz)
language sql stable security definer set search_path = attune, pg_temp as $$
  select id, password_hash, failed_attempts, locked_until from logins where email = lower(wanted_email)
$$;

create function get_login_hash(wanted_id uuid) returns text
language sql stable security definer set search_path = attune, pg_temp as $$
  select password_hash from logins where id = wanted_id
$$;

-- Adds a login; an existing e-mail keeps its password and its id is returned.
create function ensure_login(new_id uuid, new_email text, new_hash text, at timestamptz) returns uuid
language sql security definer set search_path = attune, pg_temp as $$
  insert into logins (id, email, password_hash, created_at) values (new_id, lower(new_email), new_hash, at)
  on conflict (email) do update set email = excluded.email returning id
$$;

create function set_login_password(wanted_id uuid, new_hash text, keep_token bytea) returns void
language sql security definer set search_path = attune, pg_temp as $$
  update logins set password_hash = new_hash, failed_attempts = 0, locked_until = null where id = wanted_id;
  delete from sessions where login_id = wanted_id and token_hash is distinct from keep_token;
$$;

-- Counts an attempt; five failures in a row lock for a minute, doubling up to an hour.
create function record_sign_in_attempt(wanted_id uuid, succeeded boolean, at timestamptz) returns void
language sql security definer set search_path = attune, pg_temp as $$
  update logins set
    failed_attempts = case when succeeded then 0 else failed_attempts + 1 end,
    locked_until = case
      when succeeded then null
      when failed_attempts + 1 >= 5
        then at + least(interval '1 hour', interval '1 minute' * power(2, least(failed_attempts + 1 - 5, 10)))
      else locked_until end
  where id = wanted_id
$$;

create function tenants_of_login(wanted_login uuid)
returns table (tenant_id uuid, slug text, name text, locale text, time_zone text, member_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select t.tenant_id, t.slug, t.name, t.locale, t.time_zone, m.id
  from members m join tenants t using (tenant_id)
  where m.login_id = wanted_login and m.removed_at is null order by t.created_at, t.slug limit 1000
$$;

create function start_session(hash bytea, wanted_login uuid, wanted_tenant uuid, at timestamptz, until timestamptz) returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from sessions where expires_at < at;
  insert into sessions (token_hash, login_id, tenant_id, created_at, seen_at, expires_at)
  values (hash, wanted_login, wanted_tenant, at, at, until);
$$;

create function move_session(hash bytea, wanted_tenant uuid) returns void
language sql security definer set search_path = attune, pg_temp as $$
  update sessions s set tenant_id = wanted_tenant where token_hash = hash
    and exists (select 1 from members m where m.login_id = s.login_id and m.tenant_id = wanted_tenant and m.removed_at is null)
$$;

create function end_session(hash bytea) returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from sessions where token_hash = hash
$$;

create function resolve_session(hash bytea, at timestamptz)
returns table (login_id uuid, tenant_id uuid, member_id uuid, member_name text, permissions text[])
language sql stable security definer set search_path = attune, pg_temp as $$
  select s.login_id, s.tenant_id, m.id, m.name, r.permissions
  from sessions s
  join members m on m.tenant_id = s.tenant_id and m.login_id = s.login_id and m.removed_at is null
  join roles r on r.tenant_id = m.tenant_id and r.id = m.role_id
  where s.token_hash = hash and s.expires_at > at
$$;

create function resolve_api_key(hash bytea, at timestamptz)
returns table (tenant_id uuid, api_key_id uuid, name text, permissions text[])
language sql security definer set search_path = attune, pg_temp as $$
  update api_keys set last_used_at = at
  where secret_hash = hash and revoked_at is null and (last_used_at is null or last_used_at < at - interval '1 minute');
  select tenant_id, id, name, permissions from api_keys where secret_hash = hash and revoked_at is null
$$;

create function find_tenant(wanted_slug text) returns uuid
language sql stable security definer set search_path = attune, pg_temp as $$
  select tenant_id from tenants where slug = wanted_slug
$$;

-- For the composition root: boot, warming of models, backup. Ids only.
create function list_tenants(behind uuid, most int)
returns table (tenant_id uuid, slug text, model_id uuid, knowledge bigint)
language sql stable security definer set search_path = attune, pg_temp as $$
  select t.tenant_id, t.slug, v.model_id, v.knowledge from tenants t join tenant_versions v using (tenant_id)
  where behind is null or t.tenant_id > behind order by t.tenant_id limit most
$$;

-- Whether anybody can sign in yet: the first start makes the first admin last.
create function has_logins() returns boolean
language sql stable security definer set search_path = attune, pg_temp as $$
  select exists (select 1 from logins)
$$;
