-- Pictures and files of conversations. Bytes lie in the file store, named by their hash; rows say what they are and whose.

-- What the store holds for a tenant: the same bytes sent twice are kept once. Whoever adds or takes away the bytes holds the row.
create table files (
  tenant_id uuid not null references tenants (tenant_id),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size > 0),
  created_at timestamptz not null,
  primary key (tenant_id, hash)
);
call protect('files');

create table attachments (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  uploader_kind text not null check (uploader_kind in ('customer', 'member')),
  uploader_id uuid not null,
  kind text not null check (kind in ('picture', 'file')),
  name text not null,
  media_type text not null,
  extension text not null,
  size bigint not null,
  hash text not null,
  width int check (width > 0),
  height int check (height > 0),
  warnings text[] not null default '{}',
  -- The client's id of the message it was taken for; none while it is only uploaded.
  message_client_id text,
  claimed_at timestamptz,
  -- Found to stand in a conversation: never looked at again by the sweep.
  settled boolean not null default false,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  check ((kind = 'picture') = (width is not null and height is not null)),
  check ((message_client_id is null) = (claimed_at is null)),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, hash) references files (tenant_id, hash)
);
create index on attachments (tenant_id, conversation_id);
create index on attachments (tenant_id, hash);
create index on attachments (tenant_id, uploader_id) where message_client_id is null;
create index on attachments (coalesce(claimed_at, created_at)) where not settled;
call protect('attachments');

-- Ids of attachments that were uploaded, or taken for a message, some time ago, and whether they came to be said.
create function unsettled_attachments(before timestamptz, most int)
returns table (tenant_id uuid, id uuid, said boolean)
language sql stable security definer set search_path = attune, pg_temp as $$
  select a.tenant_id, a.id, exists (
    select from conversation_events e where e.tenant_id = a.tenant_id and e.conversation_id = a.conversation_id
      and e.client_id = a.message_client_id)
  from attachments a where not a.settled and coalesce(a.claimed_at, a.created_at) < before
  order by coalesce(a.claimed_at, a.created_at) limit most
$$;

-- Hashes of files that no attachment refers to.
create function unreferenced_files(before timestamptz, most int)
returns table (tenant_id uuid, hash text)
language sql stable security definer set search_path = attune, pg_temp as $$
  select f.tenant_id, f.hash from files f
  where f.created_at < before
    and not exists (select from attachments a where a.tenant_id = f.tenant_id and a.hash = f.hash)
  limit most
$$;
