-- A code beside a proven identity: when it was entered, for what goes on behind it.
alter table tool_calls add column proved_at timestamptz;
alter table procedure_runs add column coded_at timestamptz;
-- What tools of a source that change something need, unless a tool is set otherwise.
alter table tool_sources add column needs text not null default 'identified' check (needs in ('identified', 'code'));
