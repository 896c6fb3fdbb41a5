import { useQuery } from '@tanstack/react-query'
import { ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { listEntryUse } from '../../contract/insights/reports.ts'
import { type Entry, listEntries } from '../../contract/knowledge.ts'
import type { Announcement, PolicyDocument } from '../../contract/policy.ts'
import { call } from '../app/api.ts'
import { useLocale, useText } from '../app/text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Field, Input, Select, TextField } from '../ui/field.tsx'
import type { TabProps } from './policy-tabs.ts'
import { TextRow } from './texts-tab.tsx'

const mostHot = 6

/** What greets a customer: the welcome, likely questions chosen from the entries, and announcements. */
export function WelcomeTab({ document, onChange }: TabProps) {
  const t = useText()
  return (
    <>
      <TextRow
        label={t('policy.text.welcome')}
        words={document.texts.welcome}
        onChange={(welcome) => onChange({ ...document, texts: { ...document.texts, welcome } })}
      />
      <HotQuestions document={document} onChange={onChange} />
      <Announcements document={document} onChange={onChange} />
    </>
  )
}

function HotQuestions({ document, onChange }: TabProps) {
  const t = useText()
  const locale = useLocale()
  const language = locale === 'zh-CN' ? 'zh' : 'en'
  const [search, setSearch] = useState('')
  const use = useQuery({
    queryKey: ['entry-use'],
    queryFn: ({ signal }) => call(listEntryUse, { signal }),
  })
  const found = useQuery({
    queryKey: ['entries-to-choose', search],
    queryFn: ({ signal }) =>
      call(listEntries, { query: { limit: 20, ...(search === '' ? {} : { search }) }, signal }),
  })
  const named = useQuery({
    queryKey: ['entries-by-key', document.hotQuestions],
    queryFn: ({ signal }) => Promise.all(document.hotQuestions.map((key) => findByKey(key, signal))),
    placeholderData: (before) => before,
  })
  const titles = new Map(
    [...(named.data ?? []), ...(found.data?.items ?? [])].flatMap((entry) =>
      entry === undefined ? [] : [[entry.key, titleIn(entry, language)] as const],
    ),
  )
  const counts = new Map(use.data?.items.map((one) => [one.key, one.count]))
  const chosen = document.hotQuestions
  const put = (hotQuestions: string[]) => onChange({ ...document, hotQuestions })
  const free = (found.data?.items ?? [])
    .filter((entry) => !chosen.includes(entry.key))
    .sort((a, b) => (counts.get(b.key) ?? 0) - (counts.get(a.key) ?? 0))
    .slice(0, 8)
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('policy.hot')}</h2>
      <div className="flex flex-wrap items-center gap-2 text-n-11">
        {t('policy.hotBy')}
        <div className="w-48">
          <Select
            aria-label={t('policy.hotBy')}
            value={document.hotQuestionsBy}
            onChange={(event) =>
              onChange({
                ...document,
                hotQuestionsBy: event.target.value as PolicyDocument['hotQuestionsBy'],
              })
            }
          >
            <option value="order">{t('policy.hotByOrder')}</option>
            <option value="use">{t('policy.hotByUse')}</option>
          </Select>
        </div>
      </div>
      <ol className="flex flex-col gap-1">
        {chosen.map((key, index) => (
          <li key={key} className="flex items-center gap-2 rounded-md border px-2 py-1">
            <span className="tabular w-5 text-n-11">{index + 1}</span>
            <span className="min-w-0 flex-1 truncate" title={key}>
              {titles.get(key) ?? key}
            </span>
            <span className="tabular text-sm text-n-11">
              {t('policy.used', { count: counts.get(key) ?? 0 })}
            </span>
            <IconButton
              label={t('policy.moveUp', { key: titles.get(key) ?? key })}
              disabled={index === 0}
              onClick={() => {
                const next = [...chosen]
                next.splice(index, 1)
                next.splice(index - 1, 0, key)
                put(next)
              }}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              label={t('policy.takeOut', { key: titles.get(key) ?? key })}
              onClick={() => put(chosen.filter((one) => one !== key))}
            >
              <Trash2 />
            </IconButton>
          </li>
        ))}
      </ol>
      {chosen.length < mostHot && (
        <>
          <Input
            aria-label={t('policy.hotSearch')}
            placeholder={t('policy.hotSearch')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <ul className="flex flex-col">
            {free.map((entry) => (
              <li key={entry.id}>
                <button
                  type="button"
                  onClick={() => put([...chosen, entry.key])}
                  className="flex w-full items-center gap-2 rounded-sm px-2 py-1 text-left hover:bg-n-4 [&_svg]:size-3.5"
                >
                  <Plus />
                  <span className="min-w-0 flex-1 truncate">{titleIn(entry, language)}</span>
                  <span className="tabular text-sm text-n-11">
                    {t('policy.used', { count: counts.get(entry.key) ?? 0 })}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** The search finds words anywhere; the entry of a key is the one that has it. */
async function findByKey(key: string, signal: AbortSignal): Promise<Entry | undefined> {
  const { items } = await call(listEntries, { query: { limit: 20, search: key }, signal })
  return items.find((entry) => entry.key === key)
}

function titleIn(entry: Pick<Entry, 'question' | 'key'>, language: 'en' | 'zh'): string {
  return entry.question[language] ?? entry.question.en ?? entry.question.zh ?? entry.key
}

function Announcements({ document, onChange }: TabProps) {
  const t = useText()
  const put = (announcements: Announcement[]) => onChange({ ...document, announcements })
  const add = () => {
    let number = document.announcements.length + 1
    while (document.announcements.some((one) => one.key === `notice-${number}`)) number += 1
    put([
      ...document.announcements,
      { key: `notice-${number}`, text: { en: '…', zh: '…' }, audience: 'both' },
    ])
  }
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('policy.announcements')}</h2>
      <p className="text-n-11">{t('policy.announcementsHint')}</p>
      {document.announcements.map((one) => {
        const set = (changes: Partial<Announcement>) =>
          put(document.announcements.map((other) => (other.key === one.key ? { ...one, ...changes } : other)))
        return (
          <div key={one.key} className="flex flex-col gap-2 rounded-md border p-3">
            <TextRow
              label={t('policy.announcement')}
              words={one.text}
              onChange={(words) => set({ text: words })}
            />
            <div className="flex flex-wrap items-end gap-3">
              <Moment label={t('policy.from')} at={one.from} onChange={(from) => set({ from })} />
              <Moment label={t('policy.until')} at={one.until} onChange={(until) => set({ until })} />
              <Field label={t('policy.audience')}>
                {(control) => (
                  <Select
                    {...control}
                    value={one.audience}
                    onChange={(event) => set({ audience: event.target.value as Announcement['audience'] })}
                  >
                    {(['both', 'customers', 'staff'] as const).map((audience) => (
                      <option key={audience} value={audience}>
                        {t(`policy.audience.${audience}`)}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
              <IconButton
                label={t('policy.takeOut', { key: one.key })}
                onClick={() => put(document.announcements.filter((other) => other.key !== one.key))}
              >
                <Trash2 />
              </IconButton>
            </div>
          </div>
        )
      })}
      {document.announcements.length < 20 && (
        <Button icon={<Plus />} className="self-start" onClick={add}>
          {t('policy.addAnnouncement')}
        </Button>
      )}
    </section>
  )
}

/** A moment in the reader's own clock; empty for none. */
function Moment({
  label,
  at,
  onChange,
}: {
  label: string
  at: string | undefined
  onChange: (at: string | undefined) => void
}) {
  const local = at === undefined ? '' : toLocal(new Date(at))
  return (
    <TextField
      label={label}
      type="datetime-local"
      value={local}
      onChange={(event) =>
        onChange(event.target.value === '' ? undefined : new Date(event.target.value).toISOString())
      }
    />
  )
}

function toLocal(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
