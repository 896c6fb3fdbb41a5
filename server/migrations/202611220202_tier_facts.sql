-- By whom a question was settled is counted, too; of what was settled before, from its decision, with the next conversation.
insert into insight_facts (tenant_id, conversation_id, seq, kind, at, channel_id, language, scene, agent_id, reason, entry_id, ms)
select f.tenant_id, f.conversation_id, f.seq, 'tier', f.at, f.channel_id, f.language, f.scene, f.agent_id,
  case when f.reason = 'options' then 'offered' when f.reason = 'unanswered' then 'people'
    when d.record->>'tier' in ('small-model', 'large-model') then d.record->>'tier' else 'local' end,
  f.entry_id, null
from insight_facts f
join decisions d on d.tenant_id = f.tenant_id and d.conversation_id = f.conversation_id and d.reply_seq = f.seq
where f.kind = 'turn' and f.reason in ('answer', 'options', 'unanswered')
on conflict do nothing;
update insight_tenants set time_zone = '';
