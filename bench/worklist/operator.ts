import {
  getCalibration,
  getPolicy,
  getUnderstanding,
  getWorklistGroup,
  listWorklist,
  refreshWorklist,
  repairGroup,
  updatePolicy,
  type WorklistGroup,
} from '../../contract/index.ts'
import { maskPersonalData } from '../../language/index.ts'
import type { StaffClient } from '../harness/staff-client.ts'
import type { AskedMessage } from './halves.ts'

export interface Work {
  rounds: number
  groups: number
  /** Groups whose right entry was the first, or among those proposed. */
  proposedFirst: number
  proposed: number
  toEntries: number
  outOfScope: number
  /** Wordings that the knowledge gained. */
  wordings: number
  /** Questions that nobody grouped. */
  alone: number
}

export interface Choice {
  /** The entry to add them to; undefined: they belong to none. */
  entryId: string | undefined
  questionIds: string[]
}

const mostRounds = 4
const patienceMs = 1_800_000

/**
 * What an operator would do with a group who knows of each question what it means: what most of them mean decides, and those that
 * mean something else are left out. Undefined where no question is known.
 */
export function chooseFor(
  questions: readonly { id: string; text: string }[],
  meaningOf: (text: string) => string | null | undefined,
): Choice | undefined {
  const known = questions.flatMap(({ id, text }) => {
    const meaning = meaningOf(text)
    return meaning === undefined ? [] : [{ id, meaning }]
  })
  const byMeaning = [...Map.groupBy(known, (question) => question.meaning)].toSorted(
    (a, b) => b[1].length - a[1].length,
  )
  const [first] = byMeaning
  if (first === undefined) return undefined
  return { entryId: first[0] ?? undefined, questionIds: first[1].map((question) => question.id) }
}

/** Settles the open groups of the worklist round by round, until none is left or nothing more comes of it. */
export async function workThrough(
  staff: StaffClient,
  messages: readonly AskedMessage[],
  ids: ReadonlyMap<string, string>,
): Promise<Work> {
  const meanings = new Map(
    messages.map(({ text, key }) => [
      maskPersonalData(text).text.trim(),
      key === undefined ? null : (ids.get(key) as string),
    ]),
  )
  const work: Work = {
    rounds: 0,
    groups: 0,
    proposedFirst: 0,
    proposed: 0,
    toEntries: 0,
    outOfScope: 0,
    wordings: 0,
    alone: 0,
  }
  for (let round = 0; round < mostRounds; round++) {
    await regroup(staff)
    const groups = await staff.all<WorklistGroup>(listWorklist)
    work.alone = (await staff.call(listWorklist)).alone
    if (groups.length === 0) break
    work.rounds += 1
    for (const group of groups) await settle(staff, group, meanings, work)
  }
  return work
}

async function settle(
  staff: StaffClient,
  group: WorklistGroup,
  meanings: ReadonlyMap<string, string | null>,
  work: Work,
): Promise<void> {
  const params = { groupId: group.id }
  const { questionList } = await staff.call(getWorklistGroup, { params })
  const choice = chooseFor(questionList, (text) => meanings.get(text))
  if (choice === undefined) return
  const { entryId, questionIds } = choice
  const body =
    entryId === undefined
      ? { action: 'out-of-scope', questionIds }
      : { action: 'add-to-entry', entryId, questionIds }
  const settled = await staff.call(repairGroup, { params, body })
  work.groups += 1
  work.wordings += settled.settlement?.wordings ?? 0
  if (entryId === undefined) {
    work.outOfScope += 1
    return
  }
  work.toEntries += 1
  if (group.likely[0]?.entryId === entryId) work.proposedFirst += 1
  if (group.likely.some((entry) => entry.entryId === entryId)) work.proposed += 1
}

async function regroup(staff: StaffClient): Promise<void> {
  const before = (await staff.call(listWorklist)).groupedAt
  await staff.call(refreshWorklist)
  await until(async () => (await staff.call(listWorklist)).groupedAt !== before, 'the grouping')
}

/** Has every scene aim at a precision; the threshold that the product then finds for the default one. */
export async function aimAt(staff: StaffClient, targetPrecision: number): Promise<number> {
  const { document } = await staff.call(getPolicy)
  const scenes = document.scenes.map((scene) => ({ ...scene, targetPrecision }))
  await staff.call(updatePolicy, { body: { ...document, scenes } })
  const found = (await staff.call(getCalibration)).scenes.find(({ key }) => key === 'default')
  if (found?.targetPrecision !== targetPrecision) throw new Error('the default scene aims at nothing')
  return found.threshold
}

/** Waits until everything that was changed is trained. */
export async function trained(staff: StaffClient): Promise<{ state: string; labelled: number }> {
  let calibration = { state: '', labelled: 0 }
  await until(async () => {
    const status = await staff.call(getUnderstanding)
    calibration = status.calibration
    return !status.training && status.modelKnowledgeVersion === status.knowledgeVersion
  }, 'the training')
  return calibration
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not end`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
