-- What reviewers made of drafts is how often they were right, and a label on the question.
alter table tier_outcomes drop constraint tier_outcomes_known_by_check;
alter table tier_outcomes add constraint tier_outcomes_known_by_check
  check (known_by in ('choice', 'feedback', 'label', 'agent', 'review'));
-- When the question of an approved entry became a label.
alter table reply_reviews add column taught_at timestamptz;
create index reply_reviews_to_teach on reply_reviews (tenant_id, decided_at)
  where taught_at is null and entry_id is not null and state in ('approved', 'edited');
