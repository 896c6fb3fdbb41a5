import type { Task } from '../task.ts'
import { act } from './act.ts'
import { answer } from './answer.ts'
import { chooseEntry } from './choose-entry.ts'
import { classifyScene } from './classify-scene.ts'
import { draftProcedure } from './draft-procedure.ts'
import { expandQuestion } from './expand-question.ts'
import { extractFields } from './extract-fields.ts'
import { judgeGrounding } from './judge-grounding.ts'
import { rewrite } from './rewrite.ts'
import { suggestReply } from './suggest-reply.ts'
import { summarise } from './summarise.ts'
import { translate } from './translate.ts'

/** A task whose types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs differ from task to task
export type AnyTask = Task<any, any>

/** Everything a model can do here. */
export const taskCatalogue: readonly AnyTask[] = [
  answer,
  act,
  chooseEntry,
  rewrite,
  classifyScene,
  summarise,
  extractFields,
  suggestReply,
  translate,
  judgeGrounding,
  expandQuestion,
  draftProcedure,
]
