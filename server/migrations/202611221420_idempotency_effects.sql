-- Whose claim of the key it is, and when a transaction of that request committed a change (written by that transaction itself).
alter table idempotency_keys add column claim uuid, add column effect_at timestamptz;
