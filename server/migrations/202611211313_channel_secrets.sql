-- Two identity secrets are good at once while a company's servers take over the new one.
alter table channels
  add column former_secret text,
  add column secret_changed_at timestamptz;
