/** English texts of the policy page and of what a policy decided. */
export const enPolicy = {
  'rule.scene-hands-over-below-threshold': 'Below the threshold this scene goes to people',
  'sceneCause.category': 'by the category “{value}”',
  'sceneCause.base': 'by its knowledge base',
  'sceneCause.word': 'by the word “{value}”',
  'sceneCause.pattern': 'by the pattern “{value}”',
  'sceneCause.channel': 'by the channel',
  'sceneCause.language': 'by the language',
  'sceneCause.default': 'no other scene took it',
  'decision.targetPrecision': 'read from the aim of {target}',
} as const
