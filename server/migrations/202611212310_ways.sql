-- In how many ways customers put what a group asks: each question's way, 0 the commonest; null before the next grouping.
alter table customer_questions add column way int;
-- The larger matter that a group is part of, by what its questions say and others do not; null where it stands for itself.
alter table worklist_groups add column matter jsonb;
