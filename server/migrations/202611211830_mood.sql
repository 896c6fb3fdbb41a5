-- How the customer feels and how soon it matters, as their last telling message says.

alter table conversations
  add column emotion text check (emotion in ('neutral', 'confused', 'anxious', 'disappointed', 'angry', 'furious', 'grateful')),
  add column urgency text check (urgency in ('low', 'normal', 'high'));

do $$
declare
  body text := pg_get_functiondef('attune.write_conversation(jsonb)'::regprocedure);
  changed text;
begin
  changed := replace(body, $from$if change ? 'language' then c.language := change->>'language'; end if;$from$,
    $to$if change ? 'language' then c.language := change->>'language'; end if;
  if change ? 'emotion' then c.emotion := change->>'emotion'; end if;
  if change ? 'urgency' then c.urgency := change->>'urgency'; end if;$to$);
  changed := replace(changed, $from$    c.handover_reason := null;
    c.queued_at := null;$from$, $to$    c.handover_reason := null;
    c.emotion := null;
    c.urgency := null;
    c.queued_at := null;$to$);
  changed := replace(changed, $from$language = c.language, handover_reason = c.handover_reason,$from$,
    $to$language = c.language, emotion = c.emotion, urgency = c.urgency, handover_reason = c.handover_reason,$to$);
  if position('c.emotion := change' in changed) = 0 or position('c.emotion := null' in changed) = 0
    or position('emotion = c.emotion, urgency' in changed) = 0 then raise exception 'write_conversation reads differently'; end if;
  execute changed;
end $$;
