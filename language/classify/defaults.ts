import type { Judges } from './judge.ts'

/**
 * How a tenant is judged before its own customers have taught better: what `node bench/cold-start/fit-judges.ts` prints, fitted on stand-ins of
 * which no row is of a test split. Chinese on the shop's knowledge (6 wordings an entry, as an operator writes) asked with shop-zh
 * `wordings.tsv`, on our bank's asked with banking77-zh train, and on 3 to 12 rows a topic of that asked with the rest; the others on our
 * bank's asked with BANKING77 train and on 3 to 40 rows a topic of BANKING77, CLINC150 and HWU64 train; both also on 5, 12 and 30 entries
 * drawn from them, and on five of the bank with their packs. An eighth of the entries was hidden each time, and a fifth of all traffic
 * foreign (hidden entries, other sets, CLINC's out-of-scope train and validation rows, `foreign-messages.ts`). The networks have no
 * weight: a tenant without packs has them only where it has enough of its own to fit one.
 */
export const defaultJudges: Judges = {
  chinese: {
    ranking: new Float64Array([5.484, 0, 1.232, 13.371, 0]),
    confidence: new Float64Array([
      1.225, 1.176, 0.455, 0.492, 0, 0.294, 0, 0, -0.286, 0.105, 2.314, 0.601, 1.722, -1.48, -2.009, 4, 0.932,
      -0.652, -1.592, -2.315, 0, 0, -0.683,
    ]),
    scope: new Float64Array([
      4.162, 0.667, -0.183, -0.003, 0.322, 0.196, -0.084, 0.168, 0.223, 0, 4.626, -0.646, 3.099, -1.158,
      -3.904, 4, 0.503, -0.158, -0.843, -0.448, 0, 0, -0.358,
    ]),
  },
  other: {
    ranking: new Float64Array([6.833, 0.687, 0, 7.13, 0]),
    confidence: new Float64Array([
      -1.538, 1.395, 0.304, 0.418, 0, 0.245, -0.499, 0.738, 0.253, 0.192, 2.195, 0.211, 2.847, -0.843, -1.908,
      4, 0.719, -0.848, -1.577, -1.329, 0, 0, -0.443,
    ]),
    scope: new Float64Array([
      3.655, 0.492, -0.047, 0.219, 0, 0.204, -1.967, 2.502, 0.313, 0, 4.99, -0.833, 3.259, -0.55, -3.953, 4,
      0.573, -0.522, -1.845, -1.618, 0, 0, -0.08,
    ]),
  },
}

/**
 * The same where most wordings come from packs and there are enough of them for networks: what `fit-judges.ts --packed` prints. On our bank with
 * the packs `general` and `bank` by matching, asked with BANKING77 and banking77-zh train: in both languages, in either alone, and on 50,
 * 24 and 12 of its entries. Chinese also on the shop with its packs, asked with `wordings.tsv` after what equals one of those was taken
 * out of the packs: in full for the ranking, at a fifth for the gate.
 */
export const packedJudges: Judges = {
  chinese: {
    ranking: new Float64Array([1.102, 0, 0.054, 8.588, 1.277]),
    confidence: new Float64Array([
      1.28, 0.692, 0.406, 0.125, 0, 0.316, -0.153, 0, -0.145, 0.531, 0.603, -0.007, 1.954, -0.446, -1.665, 4,
      0.413, -0.236, -0.914, -0.585, 2.529, 0, -0.843,
    ]),
    scope: new Float64Array([
      4.096, 0.04, -0.217, -0.261, 0.061, 0.153, -1.355, 0.389, 0.03, 0.155, 1.408, -0.229, 3.417, -0.347,
      -2.387, 4, 0.306, 0.287, -0.368, -0.05, 3.281, 0, -0.733,
    ]),
  },
  other: {
    ranking: new Float64Array([0.761, 0.133, 0.385, 4.33, 1.112]),
    confidence: new Float64Array([
      -1.156, 0.89, 0.057, -0.013, 0.274, -0.315, -0.77, 0.422, 0.237, 0.59, 0.617, 0.056, 1.766, -0.448,
      -0.047, 4, 0.174, 0.103, -0.059, -0.838, 2.242, 0, -0.125,
    ]),
    scope: new Float64Array([
      -0.467, 0.234, -0.603, -0.41, 0.319, 0.003, -1.463, 1.507, 0.148, 0.073, 1.337, 0.155, 3.195, -0.882,
      -0.07, 4, -0.118, 0.339, 0.325, 0.3, 3.403, 0, -0.038,
    ]),
  },
}

/**
 * Where there is no linear expert: bases too large for one, what is not trained yet, and the matching of topics, which was fitted with these
 * rankings. Fitted in the way of `defaultJudges`, before the experts learned strangers; their script is lost.
 */
export const bareJudges: Judges = {
  chinese: {
    ranking: new Float64Array([5.213, 0, 0.139, 22.178, 0]),
    confidence: new Float64Array([
      -1.799, 1.356, -0.099, 0.537, 0, 0.686, 0, 0, 0.842, 0.392, 0.894, 1.251, 2.413, -0.88, -2.667, 4,
      1.356, -0.699, -2.237, -1.056, 0, 0, 0.57,
    ]),
    scope: new Float64Array([
      -1.552, 0.105, -0.483, 0.054, 1.013, -0.11, 0, 0, 0.54, 0, 2.199, 0.551, 4.598, -0.615, -6.085, 4,
      2.283, 0.478, -2.935, 1.902, 0, 0, 1.34,
    ]),
  },
  other: {
    ranking: new Float64Array([6.911, 0.151, 0, 9.793, 0]),
    confidence: new Float64Array([
      -5.022, 1.574, 0.05, -0.012, 0, 0.211, -1.045, 0.99, 0.282, 0.249, 0.995, 0.137, 4.452, -0.572, -1.143,
      4, -0.057, -0.699, -2.217, 0.14, 0, 0, -0.72,
    ]),
    scope: new Float64Array([
      -3.757, 0.684, -0.126, -0.437, 0, 0.388, -3.621, 4.349, 1.022, 0, 3.377, 0.033, 7.758, -0.406, -3.572,
      4, -1.856, -0.554, -2.918, 1.128, 0, 0, -0.05,
    ]),
  },
}
