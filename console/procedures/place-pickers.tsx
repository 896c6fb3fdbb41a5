import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listEntries } from '../../contract/knowledge.ts'
import { call } from '../app/api.ts'
import { useText } from '../app/text.ts'
import { useSettled } from '../app/use-settled.ts'
import { entriesQuery, policyQuery } from '../knowledge/queries.ts'
import { type Choice, Combobox, Combochoices } from '../ui/combobox.tsx'
import { useShown } from './pickers.tsx'
import { procedureToolsQuery } from './queries.ts'

const mostShown = 20
const pauseMs = 200

interface Props {
  keys: readonly string[]
  onChange: (keys: string[]) => void
}

/** The entry of a key, so that its question stands there and not its key. */
const entryByKey = (key: string) => ({
  queryKey: ['entries', 'of-key', key],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const { items } = await call(listEntries, { query: { limit: 20, search: key }, signal })
    return items.find((one) => one.key === key) ?? null
  },
})

/** Entries below whose answers the procedure is offered. */
export function EntriesPicker({ keys, onChange }: Props) {
  const t = useText()
  const shown = useShown()
  const [search, setSearch] = useState('')
  const asked = useSettled(search.trim(), pauseMs)
  const found = useInfiniteQuery({
    ...entriesQuery({ ...(asked === '' ? {} : { search: asked }), filter: 'published' }),
    placeholderData: (before) => before,
  })
  const entries = (found.data?.pages[0]?.items ?? []).map(
    ({ key, question }): Choice => ({ id: key, label: shown(question) || key }),
  )
  // Until what is typed was asked for, only what fits it already: Enter takes nothing that does not.
  const asking = asked !== search.trim() || found.isPlaceholderData
  const fitting = asking ? entries.filter((one) => holds(one, search)) : entries
  const known = useQueries({ queries: keys.map(entryByKey) })
  return (
    <Combochoices
      label={t('procedures.entries')}
      hint={t('procedures.entriesHint')}
      placeholder={t('procedures.findEntry')}
      none={t('knowledge.noMatch')}
      search={search}
      onSearch={setSearch}
      choices={fitting.slice(0, mostShown)}
      chosen={keys.map((key, at): Choice => {
        const entry = known[at]?.data
        return { id: key, label: entry === null ? `${key} ?` : shown(entry?.question) || key, note: key }
      })}
      removeLabel={(name) => t('procedures.takeAway', { name })}
      onChange={onChange}
    />
  )
}

/** Scenes in which it is offered where no answer is sure enough. */
export function ScenesPicker({ keys, onChange }: Props) {
  const t = useText()
  const [search, setSearch] = useState('')
  const { data } = useQuery(policyQuery)
  const scenes = (data?.document.scenes ?? []).map(
    ({ key, name }): Choice => ({
      id: key,
      label: name || (key === 'default' ? t('policy.rest') : key),
      note: key,
    }),
  )
  return (
    <Combochoices
      label={t('procedures.scenes')}
      hint={t('procedures.scenesHint')}
      placeholder={t('procedures.findScene')}
      none={t('procedures.noneLeft')}
      search={search}
      onSearch={setSearch}
      choices={scenes.filter((scene) => holds(scene, search))}
      chosen={keys.map(
        (key): Choice =>
          scenes.find(({ id }) => id === key) ?? { id: key, label: data === undefined ? key : `${key} ?` },
      )}
      removeLabel={(name) => t('procedures.takeAway', { name })}
      onChange={onChange}
    />
  )
}

/** One tool, by what it is called or by its name. */
export function ToolPicker({
  tool,
  only,
  onChange,
}: {
  tool: string
  only: 'read' | undefined
  onChange: (tool: string) => void
}) {
  const t = useText()
  const shown = useShown()
  const [search, setSearch] = useState('')
  const { data } = useQuery(procedureToolsQuery)
  const choices = (data?.items ?? [])
    .filter((one) => only === undefined || one.kind === only)
    .map((one): Choice => {
      const notes = [one.kind === 'write' ? t('tools.write') : '', one.enabled ? '' : t('tools.off')]
      return { id: one.name, label: shown(one.title) || one.name, note: notes.filter(Boolean).join(' · ') }
    })
  return (
    <Combobox
      label={t('procedures.tool')}
      placeholder={t('procedures.findTool')}
      none={t('procedures.noneLeft')}
      search={search}
      onSearch={setSearch}
      choices={choices.filter((one) => holds(one, search))}
      chosen={
        choices.find(({ id }) => id === tool) ?? { id: tool, label: data === undefined ? tool : `${tool} ?` }
      }
      onChoose={onChange}
    />
  )
}

const holds = ({ id, label }: Choice, search: string) =>
  `${id} ${label}`.toLowerCase().includes(search.trim().toLowerCase())
