import { setImmediate as breathe } from 'node:timers/promises'
import { DenseIndex, encodeVector, type PassageToIndex } from '../../language/index.ts'
import { embedPassages } from '../../server/knowledge/index.ts'
import { newId } from '../../server/platform/ids/index.ts'
import { numbersFrom } from '../harness/shuffle.ts'
import { percentile } from '../harness/statistics.ts'
import { type ModelWorld, startModelWorld } from '../models/world.ts'
import type { Task } from './judge-search.ts'
import { startStandIn } from './stand-in-model.ts'

interface FoundByBoth {
  /** What each question found: as the product finds it where a model makes vectors, and before there was one. */
  both: Map<string, string[]>
  words: Map<string, string[]>
  figures: Record<string, number>
}

const now = new Date('2026-11-01T00:00:00Z')
const most = 20

/** The product on a database, with the documents published and a stand-in at an address in place of a model that makes vectors. */
export async function searchByVectors(
  documents: readonly PassageToIndex[],
  tasks: readonly Task[],
): Promise<FoundByBoth> {
  const standIn = await startStandIn(documents.map(({ title, text }) => `${title}\n${text}`))
  const world = await startModelWorld(standIn, { abilities: ['embedding'] })
  try {
    const names = await publish(world, documents)
    const ask = async (question: string) => {
      const query = { limit: most, least: 0, now: now.getTime() }
      const began = performance.now()
      const { found, retrieval } = await world.modules.passageSearch.searchByAll(
        world.tenantId,
        question,
        query,
        {},
      )
      return {
        ids: found.map(({ articleId }) => names.get(articleId) ?? ''),
        by: retrieval?.by,
        tookMs: performance.now() - began,
      }
    }
    const words = new Map<string, string[]>()
    for (const { question } of tasks) words.set(question, (await ask(question)).ids)
    let began = performance.now()
    let made = 0
    for (let done = -1; done !== 0; made += done) done = await embedPassages(world.modules, world.tenantId)
    const seconds = (performance.now() - began) / 1_000
    const both = new Map<string, string[]>()
    const waits: number[] = []
    let joined = 0
    for (const { question } of tasks) {
      began = performance.now()
      const { ids, by, tookMs } = await ask(question)
      both.set(question, ids)
      waits.push(tookMs)
      if (by === 'words-and-vectors') joined += 1
    }
    const { embedded, passages } = await world.modules.passageVectors.state(world.tenantId)
    return {
      both,
      words,
      figures: {
        vectorsMade: made,
        vectorsMadePerSecond: Math.round(made / seconds),
        vectorsShare: embedded / passages,
        vectorsAskedShare: joined / tasks.length,
        vectorsQuestionP50Ms: percentile(waits, 0.5),
        vectorsQuestionP99Ms: percentile(waits, 0.99),
      },
    }
  } finally {
    await world.stop()
    await standIn.stop()
  }
}

/** As the reading of a document leaves them, a passage each. Returns what the articles are called in the tasks. */
async function publish({ modules, tenantId }: ModelWorld, documents: readonly PassageToIndex[]) {
  const names = new Map<string, string>()
  await modules.database.tenant(tenantId, async (transaction) => {
    for (const { id: name, title, text } of documents) {
      const id = newId()
      names.set(id, name)
      const who = { created_at: now, updated_at: now, updated_by: 'bench' }
      await transaction
        .insertInto('articles')
        .values({
          tenant_id: tenantId,
          id,
          title,
          language: 'en',
          audience: 'public',
          valid_from: null,
          valid_until: null,
          published: 1,
          changed_in: 1,
          ...who,
        })
        .execute()
      await transaction
        .insertInto('article_versions')
        .values({
          tenant_id: tenantId,
          article_id: id,
          number: 1,
          file_name: name,
          size: 1,
          bytes: Buffer.from('x'),
          format: 'markdown',
          state: 'ready',
          pages: null,
          passages: 1,
          losses: '[]',
          problem: null,
          created_at: now,
          created_by: 'bench',
        })
        .execute()
      await transaction
        .insertInto('passages')
        .values({
          tenant_id: tenantId,
          id: newId(),
          article_id: id,
          number: 1,
          position: 0,
          headings: '[]',
          page: null,
          text,
        })
        .execute()
    }
    await transaction.updateTable('tenant_versions').set({ articles: 1 }).execute()
  })
  return names
}

/** How long comparing with so many vectors takes, and how long others wait meanwhile. */
export async function timeVectors(
  rows: number,
  dimensions: number,
  questions: number,
  seed: number,
): Promise<Record<string, number>> {
  const random = numbersFrom(seed)
  const vector = () => Float32Array.from({ length: dimensions }, () => random() - 0.5)
  const dense = new DenseIndex(dimensions)
  for (let row = 0; row < rows; row++) dense.add(`p${row}`, encodeVector(vector()))
  const processor: number[] = []
  const spells: number[] = []
  for (let asked = 0; asked < questions; asked++) {
    const wanted = vector()
    const used = process.cpuUsage()
    let spell = process.cpuUsage()
    await dense.search(wanted, 100, async () => {
      const { user, system } = process.cpuUsage(spell)
      spells.push((user + system) / 1_000)
      await breathe()
      spell = process.cpuUsage()
    })
    const { user, system } = process.cpuUsage(used)
    processor.push((user + system) / 1_000)
  }
  return {
    vectorSearchProcessorP50Ms: percentile(processor, 0.5),
    vectorSearchProcessorP99Ms: percentile(processor, 0.99),
    vectorSpellProcessorP50Ms: percentile(spells, 0.5),
    vectorSpellProcessorP99Ms: percentile(spells, 0.99),
    bytesPerVector: Math.round(dense.bytes / rows),
  }
}
