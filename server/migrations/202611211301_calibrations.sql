-- What a model's calibration was measured on: each labelled wording with what a model that had not seen it said.
create table calibrations (
  tenant_id uuid not null,
  model_id uuid not null,
  -- [[wording id, confidence, entry id or null, right 0|1, in scope 0|1], …]
  verdicts jsonb not null,
  primary key (tenant_id, model_id),
  foreign key (tenant_id, model_id) references models (tenant_id, id) on delete cascade
);
call protect('calibrations');
