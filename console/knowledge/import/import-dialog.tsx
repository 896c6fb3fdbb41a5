import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { problemWord } from '../../../contract/knowledge/import-words.ts'
import {
  cancelImport,
  getImportReport,
  importBytes,
  importedWhole,
  type KnowledgeImport,
  mapImport,
  runImport,
  startImport,
} from '../../../contract/knowledge/imports.ts'
import { call, routeAddress } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useLocale, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/states.tsx'
import { ChooseFile } from './choose-file.tsx'
import { ImportColumns } from './import-columns.tsx'
import { importQuery, isBusy } from './import-queries.ts'
import { ImportRows } from './import-rows.tsx'

const accepted = '.xlsx,.csv,.tsv,.txt,.jsonl,.ndjson'

/** File → what its columns hold → what becomes of each row → import. Nothing changes before the last step. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [importId, setImportId] = useState<string>()
  const [tooLarge, setTooLarge] = useState(false)
  const query = useQuery({ ...importQuery(importId ?? ''), enabled: importId !== undefined })
  const value = importId === undefined ? undefined : query.data
  const keep = (next: KnowledgeImport) => {
    queryClient.setQueryData(importQuery(next.id).queryKey, next)
    setImportId(next.id)
  }
  const start = useMutation({
    mutationFn: (file: File) =>
      call(startImport, {
        query: { fileName: file.name },
        body: file,
        contentType: 'application/octet-stream',
      }),
    onSuccess: keep,
  })
  const map = useMutation({
    mutationFn: (wanted: Pick<KnowledgeImport, 'options' | 'columns'>) =>
      call(mapImport, {
        params: { importId: importId ?? '' },
        body: {
          options: wanted.options,
          ...(wanted.columns.length === 0
            ? {}
            : {
                columns: wanted.columns.map(({ header, field, language }) => ({ header, field, language })),
              }),
        },
      }),
    onSuccess: keep,
  })
  const run = useMutation({
    mutationFn: () => call(runImport, { params: { importId: importId ?? '' }, ifMatch: value?.version }),
    onSuccess: keep,
    onError: () => void query.refetch(),
  })
  const cancel = useMutation({
    mutationFn: () => call(cancelImport, { params: { importId: importId ?? '' } }),
    onSuccess: keep,
    onError: () => void query.refetch(),
  })
  const done = value?.state === 'done'
  useEffect(() => {
    if (!done) return
    for (const key of ['entries', 'entry', 'understanding'])
      void queryClient.invalidateQueries({ queryKey: [key] })
  }, [done, queryClient])
  const choose = (file: File) => {
    setTooLarge(file.size > importBytes)
    if (file.size > importBytes) return
    for (const mutation of [map, run, cancel]) mutation.reset()
    start.mutate(file)
  }
  const close = () => {
    // Left alone, a file that was only tried is of no use to anybody.
    if (value?.state === 'ready' || value?.state === 'reading' || value?.state === 'failed') cancel.mutate()
    onClose()
  }
  const error = start.error ?? map.error ?? run.error ?? cancel.error ?? query.error
  const problem = tooLarge ? t('import.tooLarge', { megabytes: importBytes / 1024 / 1024 }) : undefined
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && close()}
      title={t('import.title')}
      description={value ? value.fileName : t('import.hint')}
      closeLabel={t('app.close')}
      footer={
        value && (
          <Footer
            value={value}
            onRun={() => run.mutate()}
            onCancel={() => cancel.mutate()}
            onDone={onClose}
            busy={run.isPending}
            chooser={<Again onFile={choose} busy={start.isPending} />}
          />
        )
      }
    >
      <div className="flex flex-col gap-4">
        {problem && value && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
        {error && (
          <Notice tone="danger" role="alert">
            {errorText(error)}
          </Notice>
        )}
        {value ? (
          <Standing value={value} onMap={(wanted) => map.mutate(wanted)} mapping={map.isPending} />
        ) : (
          <ChooseFile
            accept={accepted}
            label={start.isPending ? t('import.uploading') : t('import.choose')}
            busy={start.isPending}
            hint={t('import.chooseHint')}
            problem={problem}
            onFile={choose}
          />
        )}
      </div>
    </Dialog>
  )
}

/** Another file, e.g. the same one mended. */
function Again({ onFile, busy }: { onFile: (file: File) => void; busy: boolean }) {
  const t = useText()
  return (
    <label className="mr-auto inline-flex h-7 cursor-pointer items-center rounded-md border border-n-7 bg-n-1 px-2.5 shadow-low focus-within:ring-2 focus-within:ring-accent-line hover:bg-n-3 pointer-coarse:h-9">
      {t('import.chooseOther')}
      <input
        type="file"
        accept={accepted}
        disabled={busy}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    </label>
  )
}

function Footer({
  value,
  onRun,
  onCancel,
  onDone,
  busy,
  chooser,
}: {
  value: KnowledgeImport
  onRun: () => void
  onCancel: () => void
  onDone: () => void
  busy: boolean
  chooser: ReactNode
}) {
  const t = useText()
  const locale = useLocale()
  const { state, counts } = value
  const changes = counts.create + counts.update
  if (state === 'done' || state === 'cancelled')
    return (
      <>
        {chooser}
        <Button look="primary" onClick={onDone}>
          {t('app.done')}
        </Button>
      </>
    )
  if (state === 'importing') return <Button onClick={onCancel}>{t('import.giveUp')}</Button>
  return (
    <>
      {chooser}
      {state === 'ready' && (
        <>
          <a
            href={routeAddress(getImportReport.path, { importId: value.id }, { locale })}
            download
            className="inline-flex h-7 items-center gap-1.5 rounded-md border border-n-7 bg-n-1 px-2.5 shadow-low hover:bg-n-3 pointer-coarse:h-9 [&_svg]:size-3.5"
          >
            <Download /> {t('import.report')}
          </a>
          <Button look="primary" disabled={counts.refuse > 0 || changes === 0} busy={busy} onClick={onRun}>
            {t('import.run', { count: changes })}
          </Button>
        </>
      )}
    </>
  )
}

function Standing({
  value,
  onMap,
  mapping,
}: {
  value: KnowledgeImport
  onMap: (wanted: Pick<KnowledgeImport, 'options' | 'columns'>) => void
  mapping: boolean
}) {
  const t = useText()
  const locale = useLocale()
  const { state, counts, progress, problem } = value
  const changes = counts.create + counts.update
  const understood = !counts.rows || value.columns.every((column) => column.field === 'ignore')
  if (state === 'cancelled')
    return <Notice role="status">{problem ? problemWord(locale, problem) : t('import.cancelled')}</Notice>
  if (state === 'done')
    return (
      <>
        <Notice tone="good" role="status">
          {t('import.done', { count: changes - (counts.inReview ?? 0) })}
          {counts.inReview ? ` ${t('import.inReview', { count: counts.inReview })}` : ''}
        </Notice>
        {problem && (
          <Notice tone="warning" role="alert">
            {problemWord(locale, problem)}
          </Notice>
        )}
        <ImportRows value={value} />
      </>
    )
  return (
    <>
      {problem && (
        <Notice tone={state === 'failed' ? 'danger' : 'warning'} role="alert">
          {problemWord(locale, problem)}
        </Notice>
      )}
      {isBusy(state) && <Progress state={state} {...progress} />}
      {state === 'ready' && (
        <Notice tone={counts.refuse > 0 ? 'danger' : changes === 0 ? 'neutral' : 'good'} role="status">
          {counts.refuse > 0
            ? t('import.refused', { count: counts.refuse, rows: counts.rows })
            : changes === 0
              ? t('import.nothing')
              : t('import.ready', { count: counts.rows })}
          {counts.wordings > 0 && ` ${t('import.wordings', { count: counts.wordings })}`}
          {value.kind === 'wordings' && ` ${t('import.wordingsFile')}`}
        </Notice>
      )}
      {state === 'ready' && counts.refuse === 0 && changes > importedWhole && (
        <Notice>{t('import.inParts', { count: importedWhole })}</Notice>
      )}
      {(value.columns.length > 0 || value.format !== 'xlsx') && state !== 'importing' && (
        <details open={understood && state !== 'reading'}>
          <summary className="cursor-pointer font-medium">{t('import.columns')}</summary>
          <p className="pt-1 pb-2 text-sm text-n-11">{t('import.columnsHint')}</p>
          <ImportColumns value={value} onChange={onMap} disabled={mapping || isBusy(state)} />
        </details>
      )}
      {state === 'ready' && <ImportRows value={value} />}
    </>
  )
}

function Progress({ state, done, total }: { state: KnowledgeImport['state']; done: number; total: number }) {
  const t = useText()
  const importing = state === 'importing'
  const words =
    total === 0
      ? t(importing ? 'import.importing' : 'import.reading')
      : t(importing ? 'import.importingOf' : 'import.readingOf', { done, total })
  return (
    <div role="status" className="flex flex-col gap-1.5">
      <span className="tabular">{words}</span>
      <progress
        aria-label={words}
        className="h-1.5 w-full accent-accent"
        {...(total === 0 ? {} : { value: done, max: total })}
      />
    </div>
  )
}
