import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locale, Trade } from '../../contract/index.ts'
import { importKnowledge } from '../knowledge/index.ts'
import { defaultPolicy } from '../policy/index.ts'
import { createTenant } from '../tenants/index.ts'
import { matchTenant, trainTenant } from '../understanding/index.ts'
import type { Modules } from './compose.ts'

export const examplesDirectory = join(import.meta.dirname, '../../examples')

interface Company {
  slug: string
  trade: Trade
  name: { en: string; zh: string }
  defaultLocale: Locale
  timeZone: string
  welcome: { en: string; zh: string }
  hotQuestions: string[]
  brandColor: string
}

export const demoCompanies: readonly {
  slug: string
  channelKey: string
  locale: Locale
  brandColor: string
}[] = [
  { slug: 'bank', channelKey: 'demo-bank', locale: 'en', brandColor: '#0f5f66' },
  { slug: 'shop', channelKey: 'demo-shop', locale: 'zh-CN', brandColor: '#4b6a3c' },
]

/** Sets up one demo company. What is there already is left as it is, so a start that was interrupted goes on. */
export async function setUpDemoCompany(modules: Modules, slug: string, channelKey: string): Promise<string> {
  const { database, clock, policies, channels, knowledge, wakeups, log, gate } = modules
  const read = (file: string) => readFileSync(join(examplesDirectory, slug, file))
  const company = JSON.parse(read('company.json').toString('utf8')) as Company
  const name = company.defaultLocale === 'zh-CN' ? company.name.zh : company.name.en
  const tenantId = await createTenant(database, clock, {
    slug: company.slug,
    name,
    locale: company.defaultLocale,
    timeZone: company.timeZone,
    demo: true,
  })
  if ((await policies.current(tenantId)).version === 0) {
    await policies.update(
      'system',
      tenantId,
      {
        ...defaultPolicy,
        texts: { ...defaultPolicy.texts, welcome: company.welcome },
        hotQuestions: company.hotQuestions,
      },
      undefined,
    )
  }
  await channels.ensure(tenantId, { key: channelKey, name, settings: { brandColor: company.brandColor } })
  await importKnowledge(
    { database, clock, knowledge },
    {
      tenantId,
      caller: 'system',
      bytes: read('knowledge.jsonl'),
      format: 'entries-jsonl',
      encoding: 'utf-8',
      dryRun: false,
    },
  )
  // The customers' many ways of asking, which nobody writes into an entry.
  if (!(await modules.packs.wasAsked(tenantId)))
    await modules.packs.choose('system', tenantId, ['general', company.trade], undefined)
  await matchTenant(modules, tenantId)
  await trainTenant({ database, clock, log, wakeups, gate }, tenantId)
  return tenantId
}
