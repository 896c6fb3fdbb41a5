-- Whose contact it is can be asked of the company's own system.
alter table code_settings add column look_up jsonb, add column per_hour_all int not null default 500;
-- Who a code proves somebody to be, of whom nothing is known here yet.
alter table identity_codes add column subject text;
