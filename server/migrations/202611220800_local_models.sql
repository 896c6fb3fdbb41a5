-- Sentence encoders that run in Attune itself, and what models that make vectors want to read before a text.
alter table model_endpoints drop constraint model_endpoints_kind_check;
alter table model_endpoints add constraint model_endpoints_kind_check
  check (kind in ('openai-compatible', 'anthropic', 'local-onnx'));
alter table model_endpoints add column query_prefix text not null default '';
alter table model_endpoints add column passage_prefix text not null default '';
