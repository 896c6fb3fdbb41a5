-- Invitations by link, roles of a tenant's own, a member's time zone, and sessions that can be told apart.

alter table roles
  -- Built-in roles have none: their key is their name.
  add column name text,
  add column version int not null default 1;

alter table members add column time_zone text;

create table invitations (
  tenant_id uuid not null references tenants (tenant_id),
  id uuid not null,
  email text not null,
  role_id uuid not null,
  locale text not null,
  secret_hash bytea not null,
  created_at timestamptz not null,
  created_by uuid,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, role_id) references roles (tenant_id, id)
);
create unique index invitations_secret on invitations (secret_hash);
create unique index invitations_one_open on invitations (tenant_id, email) where accepted_at is null and revoked_at is null;
call protect('invitations');

-- The invitation behind a link, for somebody who is nobody yet: ids only, and only while it is good.
create function find_invitation(hash bytea, at timestamptz) returns table (tenant_id uuid, invitation_id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  select tenant_id, id from invitations
  where secret_hash = hash and accepted_at is null and revoked_at is null and expires_at > at
$$;

alter table sessions
  add column id uuid not null default gen_random_uuid(),
  add column method text not null default 'password' check (method in ('password', 'oidc')),
  add column user_agent text not null default '',
  add column address text not null default '';
alter table sessions alter column id drop default;
create unique index sessions_id on sessions (id);

drop function start_session(bytea, uuid, uuid, timestamptz, timestamptz);
create function start_session(
  session_id uuid, hash bytea, wanted_login uuid, wanted_tenant uuid, how text, agent text, from_address text,
  at timestamptz, until timestamptz
) returns void
language sql security definer set search_path = attune, pg_temp as $$
  delete from sessions where expires_at < at;
  insert into sessions (id, token_hash, login_id, tenant_id, method, user_agent, address, created_at, seen_at, expires_at)
  values (session_id, hash, wanted_login, wanted_tenant, how, agent, from_address, at, at, until);
$$;

create function touch_session(hash bytea, at timestamptz) returns void
language sql security definer set search_path = attune, pg_temp as $$
  update sessions set seen_at = at where token_hash = hash and seen_at < at
$$;

-- The sessions of whoever holds this one. One that a tenant's own identity provider vouched for sees that tenant's alone.
create function sessions_beside(hash bytea, at timestamptz)
returns table (id uuid, own boolean, method text, user_agent text, address text, created_at timestamptz, seen_at timestamptz,
  expires_at timestamptz)
language sql stable security definer set search_path = attune, pg_temp as $$
  select s.id, s.token_hash = hash, s.method, s.user_agent, s.address, s.created_at, s.seen_at, s.expires_at
  from sessions mine join sessions s on s.login_id = mine.login_id and (mine.method = 'password' or s.tenant_id = mine.tenant_id)
  where mine.token_hash = hash and mine.expires_at > at and s.expires_at > at
  order by s.seen_at desc, s.id limit 200
$$;

-- Ends one session beside this one, or all others; says how many.
create function end_sessions_beside(hash bytea, wanted uuid) returns int
language sql security definer set search_path = attune, pg_temp as $$
  with ended as (
    delete from sessions s using sessions mine
    where mine.token_hash = hash and s.login_id = mine.login_id and (mine.method = 'password' or s.tenant_id = mine.tenant_id)
      and case when wanted is null then s.token_hash <> hash else s.id = wanted end
    returning 1)
  select count(*)::int from ended
$$;

drop function resolve_session(bytea, timestamptz);
create function resolve_session(hash bytea, at timestamptz)
returns table (login_id uuid, tenant_id uuid, member_id uuid, member_name text, permissions text[], method text,
  seen_at timestamptz)
language sql stable security definer set search_path = attune, pg_temp as $$
  select s.login_id, s.tenant_id, m.id, m.name, r.permissions, s.method, s.seen_at
  from sessions s
  join members m on m.tenant_id = s.tenant_id and m.login_id = s.login_id and m.removed_at is null
  join roles r on r.tenant_id = m.tenant_id and r.id = m.role_id
  where s.token_hash = hash and s.expires_at > at
$$;
