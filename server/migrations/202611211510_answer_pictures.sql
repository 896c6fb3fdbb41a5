-- Pictures of answers: they lie in the company's knowledge, in no conversation, and stay for as long as a version may show them.
alter table attachments
  alter column conversation_id drop not null,
  add column purpose text not null default 'message' check (purpose in ('message', 'answer')),
  -- Was said to customers, so that any of them may see it.
  add column published boolean not null default false,
  add check ((purpose = 'message') = (conversation_id is not null));
