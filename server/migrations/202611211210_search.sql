-- Finding what was said and who said it. Row-level security keeps full-text indexes from being used (their operators are not
-- leakproof), so what is searched stands in tables of its own that only SECURITY DEFINER functions reach, each with its tenant.

create table message_words (
  tenant_id uuid not null,
  conversation_id uuid not null,
  seq int not null,
  occurred_at timestamptz not null,
  words tsvector not null,
  primary key (tenant_id, conversation_id, seq),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index message_words_newest on message_words (tenant_id, occurred_at desc, conversation_id desc, seq desc);
-- A pending list would be read whole by every search.
create index message_words_found on message_words using gin (words) with (fastupdate = off);
call protect('message_words');
call close_to_application('message_words');

create table customer_words (
  tenant_id uuid not null,
  customer_id uuid not null,
  words tsvector not null,
  primary key (tenant_id, customer_id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index customer_words_found on customer_words using gin (words) with (fastupdate = off);
call protect('customer_words');
call close_to_application('customer_words');

-- Words of a text with their places: letters and digits as they stand, Chinese by pairs of neighbours (and the last of a run
-- alone), because nobody writes spaces there. One spelling for full and half width, capital and small.
create function words_of(content text) returns table (word text, place int)
language sql immutable parallel safe as $$
  select case when w collate "C" between U&'\2E80' and U&'\FAFF' and next collate "C" between U&'\2E80' and U&'\FAFF'
      then w || next else left(w, 40) end,
    least(n, 16383)::int
  from (select array_remove(regexp_split_to_array(
      regexp_replace(lower(normalize(left(content, 8000), nfkc)), '([\u2E80-\uFAFF])', ' \1 ', 'g'),
      '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u2000-\u206F\u3000-\u303F]+'),
      '') as parts) as split,
    unnest(parts, parts[2:]) with ordinality as pair(w, next, n)
  where w is not null
$$;

-- The words of a tenant: each begins with a mark of the tenant, so that one tenant's search never walks through another's words.
create function tenant_mark(tenant uuid) returns text
language sql immutable parallel safe as $$ select left(md5(tenant::text), 3) $$;

create function searchable(tenant uuid, content text) returns tsvector
language plpgsql immutable parallel safe as $$
declare mark text := tenant_mark(tenant);
begin
  return (select coalesce(string_agg(mark || word || ':' || place, ' '), '')::tsvector from words_of(content));
end $$;

-- What was asked for: pieces between spaces must all be there, the words of a piece one behind the other, the last as a beginning.
create function search_condition(tenant uuid, query text) returns tsquery
language plpgsql immutable parallel safe as $$
declare
  piece text;
  one text;
  whole text;
  last_place int;
  w record;
begin
  for piece in select p from regexp_split_to_table(btrim(left(query, 200)), '\s+') with ordinality as s(p, n) where p <> '' limit 8 loop
    one := null;
    last_place := null;
    for w in
      select word, place, lead(word) over (order by place) is null as at_end,
        word collate "C" between U&'\2E80' and U&'\FAFF' as pairs,
        lag(word) over (order by place) as before
      from words_of(piece) order by place
    loop
      -- The last of a run stands in the pair before it already.
      continue when w.pairs and length(w.word) = 1 and length(w.before) = 2 and right(w.before, 1) = w.word;
      one := case when one is null then '' else one || ' <' || (w.place - last_place) || '> ' end
        || tenant_mark(tenant) || w.word
        || case when w.at_end and (w.pairs and length(w.word) = 1 or not w.pairs and length(w.word) > 1) then ':*' else '' end;
      last_place := w.place;
    end loop;
    if one is not null then whole := coalesce(whole || ' & ', '') || '(' || one || ')'; end if;
  end loop;
  return whole::tsquery;
end $$;

-- What of an event can be found: what people and the assistant wrote, nothing of what was erased.
create function event_text(type text, body jsonb) returns text
language sql immutable parallel safe as $$
  select case
    when type in ('customer-message', 'agent-message', 'assistant-message') then
      (select string_agg(coalesce(p->>'text', ''), E'\n') from jsonb_array_elements(
        case when jsonb_typeof(body->'parts') = 'array' then body->'parts' else '[]' end) p where p->>'type' = 'text')
    when type = 'message-left' then concat_ws(E'\n', body->>'text', body->>'name', body->>'contact')
  end
$$;

create function keep_message_words() returns trigger
language plpgsql security definer set search_path = attune, pg_temp as $$
declare
  content text := case when new.redacted then null else event_text(new.type, new.body) end;
begin
  if coalesce(content, '') = '' then
    if tg_op = 'UPDATE' then
      delete from message_words
      where tenant_id = new.tenant_id and conversation_id = new.conversation_id and seq = new.seq;
    end if;
  else
    insert into message_words (tenant_id, conversation_id, seq, occurred_at, words)
    values (new.tenant_id, new.conversation_id, new.seq, new.occurred_at, searchable(new.tenant_id, content))
    on conflict (tenant_id, conversation_id, seq) do update set words = excluded.words;
  end if;
  return null;
end $$;
create trigger message_words_kept after insert or update of body, redacted on conversation_events
  for each row when (new.type in ('customer-message', 'agent-message', 'assistant-message', 'message-left'))
  execute function keep_message_words();

-- Name, contacts and identities of a customer, and the end of the id that stands in for a name.
create function customer_text(c customers) returns text
language sql stable as $$
  select concat_ws(E'\n', c.name, c.email, to_jsonb(c)->>'phone', right(c.id::text, 4),
    (select string_agg(v.value, E'\n') from jsonb_each_text(
      case when jsonb_typeof(c.attributes) = 'object' then c.attributes else '{}' end) v),
    (select string_agg(i.subject, E'\n') from customer_identities i where i.tenant_id = c.tenant_id and i.customer_id = c.id))
$$;

create function keep_words_of_customer(tenant uuid, customer uuid) returns void
language sql as $$
  insert into customer_words (tenant_id, customer_id, words)
  select c.tenant_id, c.id, searchable(c.tenant_id, customer_text(c)) from customers c
  where c.tenant_id = tenant and c.id = customer
  on conflict (tenant_id, customer_id) do update set words = excluded.words
$$;

create function keep_customer_words() returns trigger
language plpgsql security definer set search_path = attune, pg_temp as $$
begin
  perform keep_words_of_customer(new.tenant_id, new.id);
  return null;
end $$;
create trigger customer_words_kept after insert or update on customers
  for each row execute function keep_customer_words();

create function keep_identity_words() returns trigger
language plpgsql security definer set search_path = attune, pg_temp as $$
begin
  if tg_op <> 'INSERT' then perform keep_words_of_customer(old.tenant_id, old.customer_id); end if;
  if tg_op <> 'DELETE' then perform keep_words_of_customer(new.tenant_id, new.customer_id); end if;
  return null;
end $$;
create trigger customer_identity_words_kept after insert or update or delete on customer_identities
  for each row execute function keep_identity_words();

-- Messages of this transaction's tenant that hold what was asked for, newest first, behind a place in that order. Ids only: what
-- they say is read inside the wall. A word that is everywhere is found among the newest messages, any other by the index.
create function search_messages(query text, most int, before_at timestamptz default 'infinity',
  before_conversation uuid default 'ffffffff-ffff-ffff-ffff-ffffffffffff', before_seq int default 2147483647)
returns table (conversation_id uuid, seq int, occurred_at timestamptz)
language plpgsql stable security definer set search_path = attune, pg_temp set enable_seqscan = off as $$
declare
  tenant uuid := current_tenant();
  condition tsquery := search_condition(tenant, query);
  wanted int := least(most, 201);
  found_newest int;
begin
  if tenant is null or condition is null then return; end if;
  return query
    select n.conversation_id, n.seq, n.occurred_at from (
      select * from message_words m
      where m.tenant_id = tenant and (m.occurred_at, m.conversation_id, m.seq) < (before_at, before_conversation, before_seq)
      order by m.occurred_at desc, m.conversation_id desc, m.seq desc limit 3000) n
    where n.words @@ condition limit wanted;
  get diagnostics found_newest = row_count;
  if found_newest >= wanted then return; end if;
  return query
    with found as materialized (
      select m.conversation_id, m.seq, m.occurred_at, m.tenant_id from message_words m where m.words @@ condition)
    select f.conversation_id, f.seq, f.occurred_at from found f
    where f.tenant_id = tenant and (f.occurred_at, f.conversation_id, f.seq) < (before_at, before_conversation, before_seq)
    order by f.occurred_at desc, f.conversation_id desc, f.seq desc offset found_newest limit wanted - found_newest;
end $$;

-- Customers of this transaction's tenant by name, contact, identity or the end of their id.
create function search_customers(query text, most int) returns table (customer_id uuid)
language plpgsql stable security definer set search_path = attune, pg_temp set enable_seqscan = off as $$
declare
  tenant uuid := current_tenant();
  condition tsquery := search_condition(tenant, query);
begin
  if tenant is null or condition is null then return; end if;
  return query
    with found as materialized (
      select w.customer_id, w.tenant_id from customer_words w where w.words @@ condition limit 2000)
    select f.customer_id from found f where f.tenant_id = tenant order by f.customer_id desc limit least(most, 201);
end $$;

do $$
declare
  application text := current_setting('attune.application_login');
begin
  execute format('revoke execute on function keep_message_words, keep_customer_words, keep_identity_words from %I', application);
end $$;

insert into message_words (tenant_id, conversation_id, seq, occurred_at, words)
select e.tenant_id, e.conversation_id, e.seq, e.occurred_at, searchable(e.tenant_id, event_text(e.type, e.body))
from conversation_events e
where not e.redacted and coalesce(event_text(e.type, e.body), '') <> '';
insert into customer_words (tenant_id, customer_id, words)
select c.tenant_id, c.id, searchable(c.tenant_id, customer_text(c)) from customers c;
