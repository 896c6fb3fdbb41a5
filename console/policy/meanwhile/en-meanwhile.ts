/** English texts of what the assistant does while a customer waits and nobody is there. */
export const enMeanwhile = {
  'policy.unattended': 'While a customer waits and nobody is on duty',
  'policy.unattendedHint':
    'After a hand-over, until somebody takes it. The customer keeps their place in the queue either way.',
  'policy.unattendedAnswer': 'The assistant goes on answering what it is sure of',
  'policy.unattendedAcknowledge': 'It says once that the message is noted',
  'policy.unattendedSilent': 'It says nothing',
  'policy.meanwhileTexts': 'While a customer waits and nobody is on duty',
  'policy.meanwhileHint':
    'Said at most once until people are back, to the first message that the assistant leaves to them.',
  'policy.meanwhile.noted': 'The message is noted',
  'policy.meanwhile.asked': 'A person is asked for again',
  'policy.meanwhile.goOn': 'Behind it: you can go on asking',
  'policyPart.unattended': 'While nobody is on duty',
  'policyPart.meanwhile': 'While nobody is on duty',
  'rule.scene-waits-for-people': 'This scene leaves waiting customers to people',
  'rule.reply-needs-approval': 'A person would have to approve the reply, and nobody is on duty',
  'rule.answer-did-not-help-before': 'The same answer did not help before',
  'rule.customer-says-it-is-settled': 'The customer says that it is settled',
  'meanwhile.kept': 'Left for people · the customer heard nothing',
  'meanwhile.acknowledged': 'Left for people · the customer was told that nobody is on duty',
  'meanwhile.settled': 'The customer says that it is settled',
  'summary.saidMeanwhile': 'Answered while waiting',
  'summary.settled':
    'The customer has written that it is settled. Unless they write again, silence closes the conversation.',
} as const
