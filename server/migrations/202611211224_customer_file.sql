-- What agents know about a customer, beside what a signed identity has proven.
alter table customers
  add column labels text[] not null default '{}',
  add column proven jsonb not null default '{}';

create table customer_notes (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  text text not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index customer_notes_of_customer on customer_notes (tenant_id, customer_id, id);
call protect('customer_notes');
