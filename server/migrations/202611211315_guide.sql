-- That somebody of the tenant has asked a question to try it: the one step of the guide that leaves no other trace.
alter table tenant_settings add column tried_at timestamptz;
