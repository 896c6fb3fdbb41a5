-- What agents said about conversations when closing them, for reports: made from the log, in its transaction.
create table wrap_ups (
  tenant_id uuid not null,
  conversation_id uuid not null,
  seq int not null,
  session int not null,
  member_id uuid,
  category_id uuid not null,
  resolved boolean not null,
  note text,
  created_at timestamptz not null,
  primary key (tenant_id, conversation_id, seq),
  foreign key (tenant_id, conversation_id, seq) references conversation_events (tenant_id, conversation_id, seq)
);
create index wrap_ups_by_time on wrap_ups (tenant_id, created_at);
call protect('wrap_ups');

create function keep_wrap_up() returns trigger
language plpgsql set search_path = attune, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    update wrap_ups set note = new.body->>'note'
    where tenant_id = new.tenant_id and conversation_id = new.conversation_id and seq = new.seq;
  else
    insert into wrap_ups (tenant_id, conversation_id, seq, session, member_id, category_id, resolved, note, created_at)
    select new.tenant_id, new.conversation_id, new.seq, c.session, new.actor_id, (new.body->>'categoryId')::uuid,
      (new.body->>'resolved')::boolean, new.body->>'note', new.occurred_at
    from conversations c where c.tenant_id = new.tenant_id and c.id = new.conversation_id;
  end if;
  return null;
end $$;
create trigger keep_wrap_up after insert or update of body, redacted on conversation_events for each row
  when (new.type = 'wrapped-up') execute function keep_wrap_up();

-- What members did when, as they said: on duty, away, and why.
create table presence_periods (
  tenant_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  status text not null,
  started_at timestamptz not null,
  until timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
create unique index presence_periods_now on presence_periods (tenant_id, member_id) where ended_at is null;
create index presence_periods_by_time on presence_periods (tenant_id, started_at);
call protect('presence_periods');

-- Whoever writes into the log, on whatever path, finds the table.
alter function notify_members() set search_path = attune, pg_temp;
