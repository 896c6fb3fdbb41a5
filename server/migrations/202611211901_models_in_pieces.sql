-- A large model is read piece by piece: of a compressed value each piece would cost the whole.
alter table models alter column bytes set storage external;
