-- Mentions in internal notes and conversations handed to somebody. They come into being with the event itself, in its
-- transaction, so none is lost between the two; what they say is read from the log.
create table notifications (
  tenant_id uuid not null,
  member_id uuid not null,
  conversation_id uuid not null,
  seq int not null,
  kind text not null check (kind in ('mention', 'transfer')),
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (tenant_id, member_id, conversation_id, seq),
  foreign key (tenant_id, member_id) references members (tenant_id, id),
  foreign key (tenant_id, conversation_id, seq) references conversation_events (tenant_id, conversation_id, seq)
);
create index notifications_newest on notifications (tenant_id, member_id, created_at desc, conversation_id desc, seq desc);
create index notifications_unread on notifications (tenant_id, member_id, conversation_id) where read_at is null;
call protect('notifications');

-- Runs as the caller, inside the tenant wall: a mention of another tenant's member names nobody.
create function notify_members() returns trigger
language plpgsql as $$
begin
  if new.type = 'note-added' then
    insert into notifications (tenant_id, member_id, conversation_id, seq, kind, created_at)
    select new.tenant_id, m.id, new.conversation_id, new.seq, 'mention', new.occurred_at
    from members m
    where m.tenant_id = new.tenant_id and m.removed_at is null and m.id is distinct from new.actor_id
      and m.id in (select (mention->>'id')::uuid from jsonb_array_elements(new.body->'mentions') mention);
  else
    insert into notifications (tenant_id, member_id, conversation_id, seq, kind, created_at)
    select new.tenant_id, m.id, new.conversation_id, new.seq, 'transfer', new.occurred_at
    from members m
    where m.tenant_id = new.tenant_id and m.removed_at is null and m.id is distinct from new.actor_id
      and m.id = (new.body->'to'->>'id')::uuid;
  end if;
  return null;
end $$;

create trigger notify_members after insert on conversation_events for each row
  when (new.type = 'note-added' or (new.type = 'owner-changed' and new.body->>'reason' = 'transferred'))
  execute function notify_members();
