-- What agents made of what a model suggested counts, too.
alter table tier_outcomes drop constraint tier_outcomes_known_by_check;
alter table tier_outcomes add constraint tier_outcomes_known_by_check
  check (known_by in ('choice', 'feedback', 'label', 'agent'));
create index conversation_events_suggested on conversation_events (tenant_id, occurred_at) where type = 'reply-suggested';
