/** Texts of the flywheel: who settles questions, how well, at what cost, and what is learned. */
export const enFlywheel = {
  'fly.title': 'Flywheel',
  'fly.empty': 'Nothing was counted in these days',
  'fly.emptyHint':
    'As soon as customers ask, this shows day by day who answered, how well, and at what cost.',
  'fly.who': 'Who settled questions',
  'fly.precision': 'Measured precision',
  'fly.precisionText': '{share} ({low}–{high} %, {known} known)',
  'fly.low': '{name}, at least',
  'fly.high': '{name}, at most',
  'fly.questions': 'Questions',
  'fly.local': 'Knowledge alone',
  'fly.small': 'Small model',
  'fly.large': 'Large model',
  'fly.approved': 'Approved by a person',
  'fly.offered': 'Offered as buttons',
  'fly.people': 'People',
  'fly.precision-local': 'Precision, knowledge',
  'fly.precision-small': 'Precision, small model',
  'fly.precision-large': 'Precision, large model',
  'fly.cost': 'Cost of models',
  'fly.resolved': 'Contacts without people',
  'fly.costPerResolved': 'Cost per contact without people',
  'fly.wordings': 'Wordings learned',
  'flyMeans.questions': 'Counts turns in which the assistant was asked something, as in the reports.',
  'flyMeans.local':
    'Share of questions that were answered from the knowledge, with no model asked or none needed.',
  'flyMeans.small': 'Share of questions that were answered with an entry that a small model chose.',
  'flyMeans.large': 'Share of questions that were answered with what a large model wrote from documents.',
  'flyMeans.approved':
    'Share of questions whose draft a person approved or edited before it was sent, whoever made it.',
  'flyMeans.offered': 'Share of questions at which the likely ones were offered as buttons.',
  'flyMeans.people': 'Share of questions that went to people for want of an answer.',
  'flyMeans.precision-local':
    'Numerator: answers of the knowledge alone that were right. Denominator: those of which it is known, because staff said what the question means or the customer said whether it was solved. With the span in which the true share lies 19 times in 20.',
  'flyMeans.precision-small':
    'Numerator: choices of small models that were right. Denominator: those of which it is known, by clicks, feedback, reviewers and labels, sent or not. With the span in which the true share lies 19 times in 20.',
  'flyMeans.precision-large':
    'Numerator: answers of large models that were right. Denominator: those of which it is known, by feedback, agents, reviewers and labels, sent or not. With the span in which the true share lies 19 times in 20.',
  'flyMeans.cost': 'Everything that models were asked on the day, writing wordings beforehand included.',
  'flyMeans.resolved':
    'Counts contacts in which the assistant answered and no person took part, neither serving nor approving.',
  'flyMeans.costPerResolved': 'Cost of models of the day, divided by the contacts of the day without people.',
  'flyMeans.wordings':
    'Counts wordings that entries learned on the day from customers, packs and models, as far as they are still in use.',
} as const
