-- A procedure waits at a question whose choices are the customer's own, until they have proven who they are.
alter table procedure_runs drop constraint procedure_runs_awaiting_check;
alter table procedure_runs add constraint procedure_runs_awaiting_check
  check (awaiting in ('slots', 'choice', 'tool', 'call', 'proof', 'time', 'nothing'));
