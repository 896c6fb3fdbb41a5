import { shuffle } from '../harness/shuffle.ts'
import type { Message } from '../intents/messages.ts'
import { loadPeer } from './install-peers.ts'

interface Nlp {
  settings: { autoSave: boolean }
  addLanguage(locale: string): void
  addDocument(locale: string, text: string, intent: string): void
  train(): Promise<unknown>
  process(locale: string, text: string): Promise<{ classifications: { intent: string; score: number }[] }>
}
interface Container {
  use(plugin: unknown): void
  get(name: 'nlp'): Nlp
  registerConfiguration(name: string, settings: object): void
}
interface Basic {
  containerBootstrap(): Promise<Container>
  Nlp: unknown
  LangEn: unknown
}

/** What a peer takes a message for, and its score for that. */
export type Guess = (text: string) => Promise<{ entry: string | undefined; score: number }>

export type Locale = 'en' | 'zh'

export interface TrainedNlpjs {
  guess: Guess
  trainSeconds: number
  trainProcessorSeconds: number
}

/**
 * nlp.js as its own documentation sets it up (`@nlpjs/basic`, with its language package for Chinese), its neural network as it is from itself, trained
 * to its own end. The examples are shuffled: it learns from one after the other. Each message's language is told, where ours finds it out.
 */
export async function trainNlpjs(messages: readonly Message[], locales: readonly Locale[], seed: number) {
  // A container of its own: the usual one is shared by a whole process, with all that was learned in it before.
  const { containerBootstrap, Nlp, LangEn } = loadPeer<Basic>('@nlpjs/basic')
  const container = await containerBootstrap()
  container.use(Nlp)
  container.registerConfiguration('nlu-??', { ...usual, log: false })
  if (locales.includes('en')) container.use(LangEn)
  if (locales.includes('zh')) container.use(loadPeer<{ LangZh: unknown }>('@nlpjs/lang-zh').LangZh)
  const nlp = container.get('nlp')
  nlp.settings.autoSave = false
  for (const locale of locales) nlp.addLanguage(locale)
  for (const { text, entry = 'None' } of shuffle(messages, seed))
    nlp.addDocument(localeOf(text, locales), text, entry)
  const begun = performance.now()
  const before = process.cpuUsage()
  await nlp.train()
  return {
    trainSeconds: (performance.now() - begun) / 1_000,
    trainProcessorSeconds: process.cpuUsage(before).user / 1e6,
    // The best one whatever its score: that it says "None" below .5 would only cost it.
    guess: async (text: string) => {
      const { classifications } = await nlp.process(localeOf(text, locales), text)
      const [best] = classifications.filter(({ intent }) => intent !== 'None')
      return { entry: best?.intent, score: best?.score ?? 0 }
    },
  } satisfies TrainedNlpjs
}

/** nlp.js's own, which setting one of them would otherwise replace. */
const usual = {
  keepStopwords: true,
  nonefeatureValue: 1,
  nonedeltaMultiplier: 1.2,
  spellCheck: false,
  spellCheckDistance: 1,
  filterZeros: true,
}

function localeOf(text: string, locales: readonly Locale[]): Locale {
  if (locales.length === 1) return locales[0] as Locale
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
}
