import { randomUUID } from 'node:crypto'
import {
  createApiKey,
  createInvitation,
  createProcedure,
  createQuickPhrase,
  createSynonym,
  createWordingRule,
  type EntryContent,
  freezeCase,
  getPolicy,
  listEntries,
  saveDraft,
  submitDraft,
  updateDeskSettings,
  updatePolicy,
} from '../../contract/index.ts'
import { readArticle } from '../../server/knowledge/index.ts'
import { trainTenant } from '../../server/understanding/index.ts'
import { makeWord } from '../../testing/make-files.ts'
import type { TestServerHandle } from '../../testing/running-server.ts'
import { type Company, must } from './company.ts'

/** What a company has besides its knowledge: rules, phrases, categories, labels, a draft in review, a document. */
export async function furnish(server: TestServerHandle, company: Company): Promise<void> {
  const { words, admin } = company
  const { cookie } = admin
  const named = (text: string) => ({ en: text, zh: text })
  for (const { folder, code, title, text } of words.phrases)
    await must(server, createQuickPhrase, {
      cookie,
      body: { shared: true, folder, code, title, texts: named(text) },
    })
  const rule = { ...words.rule, kind: 'words', action: 'warn', enabled: true }
  await must(server, createWordingRule, { cookie, body: rule })
  const categories = words.wrapUp.flatMap(({ name, below }) => {
    const parent = { id: randomUUID(), name: named(name) }
    return [parent, ...below.map((one) => ({ id: randomUUID(), parentId: parent.id, name: named(one) }))]
  })
  company.categories = categories.flatMap((one) => ('parentId' in one ? [one.id] : []))
  const wrapUp = { mode: 'required', seconds: 30, categories }
  await must(server, updateDeskSettings, { cookie, body: { wrapUp } })
  await must(server, createApiKey, { cookie, body: { name: 'CRM', permissions: ['conversations:read'] } })
  const guest = { email: `guest@${words.slug}.example`, role: 'agent', days: 30 }
  await must(server, createInvitation, { cookie, body: guest })
  await decide(server, company)
  await writeDraft(server, company)
  await must(server, createProcedure, { cookie, body: procedureOf(company) })
  await addDocument(server, company)
  await freezeSome(server, company)
  for (const [term, standsFor] of words.synonyms)
    await must(server, createSynonym, { cookie, body: { term, standsFor } })
}

/** What has to stay right, whatever is trained. */
async function freezeSome(server: TestServerHandle, { admin, words }: Company): Promise<void> {
  const { cookie } = admin
  const { items } = await must(server, listEntries, { cookie, query: { limit: '4' } })
  const language = words.locale === 'en' ? 'en' : 'zh'
  for (const { id, similar } of items)
    for (const text of similar[language]?.slice(0, 1) ?? [])
      await must(server, freezeCase, { cookie, body: { text, expects: 'first', entryId: id } })
}

/** A few steps, offered below the answer of an entry. */
function procedureOf({ words }: Company) {
  const language = words.locale === 'en' ? 'en' : 'zh'
  const text = { [language]: words.reply }
  return {
    name: { [language]: words.wrapUp[1]?.below[0] },
    entries: [words.draft.key],
    scenes: ['default'],
    steps: [
      { id: 'greet', kind: 'say', text },
      { id: 'look', kind: 'tool', tool: 'date', input: {} },
      { id: 'end', kind: 'end' },
    ],
  }
}

/** Hours with a holiday, an announcement, and turns that settle at once. */
async function decide(server: TestServerHandle, { admin, words }: Company): Promise<void> {
  const { cookie } = admin
  const { document, version } = await must(server, getPolicy, { cookie })
  const day = [{ from: '00:00', to: '24:00' }]
  const next = new Date(server.modules.clock.now().getTime() + 41 * 86_400_000).toISOString().slice(0, 10)
  const body = {
    ...document,
    settle: { quietMs: 30, longestMs: 2_000 },
    announcements: [{ key: 'weather', text: { en: words.announcement, zh: words.announcement } }],
    hours: {
      week: Array.from({ length: 7 }, () => day),
      dates: { [next]: [] },
      dateNames: { [next]: words.holiday },
    },
  }
  await must(server, updatePolicy, {
    cookie,
    query: { note: words.holiday },
    body,
    headers: { 'if-match': `"${version}"` },
  })
}

/** A change by one member that waits for another. */
async function writeDraft(server: TestServerHandle, { words, staff }: Company): Promise<void> {
  const cookie = staff.at(-1)?.cookie ?? ''
  const { draft } = words
  const { items } = await must(server, listEntries, { cookie, query: { search: draft.search } })
  const entry = items.find(({ key }) => key === draft.key)
  if (entry === undefined) throw new Error(`no entry ${draft.key}`)
  const { key, category, question, similar } = entry
  const language = words.locale === 'en' ? 'en' : 'zh'
  const answer = { ...entry.answer, [language]: `${entry.answer[language]}${draft.to}` }
  const content: EntryContent = { key, category, question, similar, answer }
  const params = { entryId: entry.id }
  const body = { content, note: draft.note }
  const { revision } = await must(server, saveDraft, { cookie, params, body, headers: { 'if-match': '"0"' } })
  const headers = { 'if-match': `"${revision}"` }
  await must(server, submitDraft, { cookie, params, body: { note: draft.note }, headers })
}

async function addDocument({ modules }: TestServerHandle, { tenant, words }: Company): Promise<void> {
  const file = {
    fileName: words.article.name,
    bytes: makeWord(words.article.lines),
    audience: 'public' as const,
  }
  const { id } = await modules.articles.add('system', tenant.id, file, 'here')
  await readArticle(modules, tenant.id, id, 1)
  await modules.articles.publish('system', tenant.id, id, 1)
}

/** Labelled questions as customers put them, so that what is answered can be measured. */
export async function label(
  server: TestServerHandle,
  { admin, tenant, words }: Company,
  perBeginning: number,
): Promise<void> {
  const { items } = await must(server, listEntries, { cookie: admin.cookie, query: { limit: '100' } })
  const language = words.locale === 'en' ? 'en' : 'zh'
  const rows = items.flatMap(({ key, similar }, at) =>
    words.beginnings.slice(0, perBeginning).flatMap((beginning, index) => {
      const whole = similar[language]?.[(at + index) % 5]
      // Half of them as hasty as customers are.
      const text = (at + index) % 2 === 0 ? whole : whole?.slice(0, Math.ceil(whole.length * 0.5))
      return text === undefined ? [] : [`"${key}","${beginning}${text.replaceAll('"', '')}"`]
    }),
  )
  const response = await fetch(`${server.url}/api/v1/knowledge/import?format=wordings-csv`, {
    method: 'POST',
    headers: { cookie: admin.cookie },
    body: ['key,text', ...rows].join('\n'),
  })
  if (!response.ok) throw new Error(await response.text())
  const { modules } = server
  await trainTenant({ ...modules, log: modules.log }, tenant.id)
}
