-- One-time codes as a proof of who a customer is.

-- What a company's page has vouched for, as it is looked up: agents cannot write these.
alter table customers add column proven_email text, add column proven_phone text;
update customers set
  proven_email = nullif(lower(btrim(proven->>'email')), ''),
  proven_phone = nullif(regexp_replace(proven->'attributes'->>'phone', '[^0-9+]', '', 'g'), '')
where proven <> '{}';
create index customers_proven_email on customers (tenant_id, proven_email) where proven_email is not null;
create index customers_proven_phone on customers (tenant_id, proven_phone) where proven_phone is not null;

-- A conversation begun by nobody and gone on with by somebody who has proven who they are stands beside the one they may have open.
alter table conversations add column by_code boolean not null default false;
drop index conversations_one_open;
create unique index conversations_one_open on conversations (tenant_id, channel_id, customer_id)
  where state = 'open' and not by_code;

-- A call that waits until the customer has proven who they are; whether it goes on by itself then, or somebody else sees to it.
alter table tool_calls drop constraint tool_calls_state_check;
alter table tool_calls add constraint tool_calls_state_check check
  (state in ('form', 'proof', 'asked', 'approval', 'running', 'done', 'refused', 'failed', 'declined', 'expired'));
alter table tool_calls add column tells boolean not null default true;
create index tool_calls_proof on tool_calls (attempt_at) where state = 'proof';

create or replace function tool_calls_to_resume(before timestamptz, most int)
returns table (tenant_id uuid, id uuid)
language sql stable security definer set search_path = attune, pg_temp as $$
  (select c.tenant_id, c.id from tool_calls c where c.state = 'running' and c.attempt_at <= before order by c.attempt_at limit most)
  union all
  (select c.tenant_id, c.id from tool_calls c where c.state = 'approval' and c.expires_at <= before order by c.expires_at limit most)
  union all
  (select c.tenant_id, c.id from tool_calls c
   where c.state = 'proof' and c.tells and c.attempts < 5 and c.attempt_at <= before order by c.attempt_at limit most)
  union all
  (select c.tenant_id, c.id from tool_calls c
   where c.settled_at <= before and c.told_at is null and c.kind = 'write' order by c.settled_at limit most)
$$;

create table code_settings (
  tenant_id uuid primary key references tenants (tenant_id),
  email jsonb,
  email_password text,
  phone jsonb,
  phone_secret text,
  per_hour int not null,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);
call protect('code_settings');

create table identity_codes (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  call_id uuid not null,
  by text not null check (by in ('email', 'phone')),
  -- Keyed hashes: neither the contact nor the code can be read from here.
  contact_hash bytea not null,
  code_hash bytea not null,
  -- As it may be shown: masked.
  contact text not null,
  -- Whom it was sent to; nobody where the contact is not known, or not known of one alone.
  customer_id uuid,
  tries int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  sent_at timestamptz,
  failure text,
  used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index identity_codes_of_contact on identity_codes (tenant_id, contact_hash, created_at);
create index identity_codes_of_conversation on identity_codes (tenant_id, conversation_id, created_at);
create index identity_codes_by_age on identity_codes (tenant_id, created_at);
call protect('identity_codes');
