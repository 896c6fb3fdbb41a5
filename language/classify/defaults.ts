import type { Judges } from './judge.ts'

/**
 * How a tenant is judged before its own customers have taught better. Fitted on train splits only: Chinese on the shop's
 * knowledge (6 wordings an entry, as an operator writes) asked with shop-zh `wordings.tsv`, on our bank's knowledge asked
 * with banking77-zh train, and on 3 to 12 rows a topic of that asked with the rest; the others on our bank's knowledge
 * asked with BANKING77 train and on 3 to 40 rows a topic of BANKING77, CLINC150 and HWU64 train; both also on 5, 12 and
 * 30 entries drawn from them. An eighth of the entries was hidden each time, and a fifth of all traffic foreign (hidden
 * entries, other sets, CLINC's out-of-scope train and validation rows, `foreign-messages.ts`). The networks have no default
 * weight: a tenant has them only where it has enough of its own to fit one. The last weight, of wordings from a pack, was fitted
 * apart on our bank with its packs, an eighth of the entries hidden, and shrunk, being the fit of one trade.
 */
export const defaultJudges: Judges = {
  chinese: {
    ranking: new Float64Array([5.213, 0, 0.139, 22.178, 0]),
    confidence: new Float64Array([
      -1.799, 1.356, -0.099, 0.537, 0, 0.686, 0, 0, 0.842, 0.392, 0.894, 1.251, 2.413, -0.88, -2.667, 4,
      1.356, -0.699, -2.237, -1.056, 0, 0, 0.45,
    ]),
    scope: new Float64Array([
      -1.552, 0.105, -0.483, 0.054, 1.013, -0.11, 0, 0, 0.54, 0, 2.199, 0.551, 4.598, -0.615, -6.085, 4,
      2.283, 0.478, -2.935, 1.902, 0, 0, 1.2,
    ]),
  },
  other: {
    ranking: new Float64Array([6.911, 0.151, 0, 9.793, 0]),
    confidence: new Float64Array([
      -5.022, 1.574, 0.05, -0.012, 0, 0.211, -1.045, 0.99, 0.282, 0.249, 0.995, 0.137, 4.452, -0.572, -1.143,
      4, -0.057, -0.699, -2.217, 0.14, 0, 0, -1.0,
    ]),
    scope: new Float64Array([
      -3.757, 0.684, -0.126, -0.437, 0, 0.388, -3.621, 4.349, 1.022, 0, 3.377, 0.033, 7.758, -0.406, -3.572,
      4, -1.856, -0.554, -2.918, 1.128, 0, 0, -0.3,
    ]),
  },
}
