-- A wording that a customer's question became is found by its conversation, however old the question: it goes with the customer.
alter table wordings add column conversation_id uuid;
alter table out_of_scope_wordings add column conversation_id uuid;
update wordings w set conversation_id = q.conversation_id
from question_wordings l join customer_questions q on q.tenant_id = l.tenant_id and q.id = l.question_id
where l.tenant_id = w.tenant_id and l.wording_id = w.id;
update out_of_scope_wordings w set conversation_id = q.conversation_id
from question_wordings l join customer_questions q on q.tenant_id = l.tenant_id and q.id = l.question_id
where l.tenant_id = w.tenant_id and l.out_of_scope_id = w.id;
create index wordings_of_conversation on wordings (tenant_id, conversation_id) where conversation_id is not null;
create index out_of_scope_wordings_of_conversation on out_of_scope_wordings (tenant_id, conversation_id)
  where conversation_id is not null;

-- Learned from words that were erased since: dropped with the next training, not kept beside the model in force.
alter table models add column holds_erased boolean not null default false;
