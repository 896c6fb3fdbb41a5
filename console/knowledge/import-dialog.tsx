import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type ImportReport, importKnowledge } from '../../contract/knowledge.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'

type Encoding = 'utf-8' | 'gb18030'

/** What a file is, by its name; undefined when it is none we take. */
export function formatOf(name: string): 'entries-jsonl' | 'wordings-csv' | undefined {
  if (/\.(jsonl|ndjson)$/i.test(name)) return 'entries-jsonl'
  return /\.csv$/i.test(name) ? 'wordings-csv' : undefined
}

/** A file of entries or wordings: tried first, imported when the report is good. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [file, setFile] = useState<File>()
  const [encoding, setEncoding] = useState<Encoding>('utf-8')
  const format = file && formatOf(file.name)
  const run = useMutation({
    mutationFn: async (dryRun: boolean) => {
      if (!file || !format) throw new Error('no file')
      const contentType = format === 'wordings-csv' ? 'text/csv' : 'application/x-ndjson'
      return call(importKnowledge, {
        query: { format, dryRun: String(dryRun), encoding },
        body: file,
        contentType,
      })
    },
    onSuccess: (report) => {
      if (report.dryRun) return
      for (const key of ['entries', 'entry', 'understanding'])
        void queryClient.invalidateQueries({ queryKey: [key] })
    },
  })
  const choose = (next: File | undefined) => {
    setFile(next)
    run.reset()
    if (next && formatOf(next.name)) setTimeout(() => run.mutate(true))
  }
  const report = run.data
  const done = report && !report.dryRun
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('import.title')}
      description={t('import.hint')}
      closeLabel={t('app.close')}
      footer={
        done ? (
          <Button look="primary" onClick={onClose}>
            {t('app.done')}
          </Button>
        ) : (
          <>
            <Button disabled={!format} busy={run.isPending && run.variables} onClick={() => run.mutate(true)}>
              {t('import.try')}
            </Button>
            <Button
              look="primary"
              disabled={!report || report.failed > 0}
              busy={run.isPending && !run.variables}
              onClick={() => run.mutate(false)}
            >
              {t('import.run')}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('import.file')} problem={file && !format && t('import.unknown')}>
            {(control) => (
              <input
                {...control}
                type="file"
                accept=".jsonl,.ndjson,.csv"
                onChange={(event) => choose(event.target.files?.[0])}
                className="block w-full file:mr-2 file:h-8 file:rounded-md file:border file:border-n-7 file:bg-n-1 file:px-2.5"
              />
            )}
          </Field>
          <Field label={t('import.encoding')}>
            {(control) => (
              <Select
                {...control}
                value={encoding}
                onChange={(event) => {
                  setEncoding(event.target.value as Encoding)
                  run.reset()
                }}
              >
                <option value="utf-8">UTF-8</option>
                <option value="gb18030">GB18030 (GBK)</option>
              </Select>
            )}
          </Field>
        </div>
        {run.isPending && (
          <Notice role="status">{t(run.variables ? 'import.trying' : 'import.running')}</Notice>
        )}
        {run.error && (
          <Notice tone="danger" role="alert">
            {errorText(run.error)}
          </Notice>
        )}
        {report && <Report report={report} />}
      </div>
    </Dialog>
  )
}

function Report({ report }: { report: ImportReport }) {
  const t = useText()
  const codeText = useCodeText()
  const tone = report.failed > 0 ? 'danger' : report.dryRun ? 'waiting' : 'good'
  return (
    <div className="flex flex-col gap-2">
      <Notice tone={tone} role="status">
        {report.failed > 0
          ? t('import.failed', { count: report.failed, rows: report.rows })
          : t(report.dryRun ? 'import.wouldWork' : 'import.worked', { count: report.rows })}
      </Notice>
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        {(['created', 'updated', 'unchanged', 'wordings', 'failed'] as const).map((figure) => (
          <div key={figure} className="flex gap-1.5">
            <dt className="text-n-11">{t(`import.${figure}Rows`)}</dt>
            <dd className="tabular">{report[figure]}</dd>
          </div>
        ))}
      </dl>
      {report.problems.length > 0 && (
        <table className="w-full text-left">
          <thead className="text-sm text-n-11">
            <tr>
              <th className="w-16 py-1 font-medium">{t('import.row')}</th>
              <th className="py-1 font-medium">{t('import.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {report.problems.map((problem) => (
              <tr key={`${problem.row}/${problem.code}/${problem.detail}`} className="border-t align-top">
                <td className="py-1 tabular">{problem.row}</td>
                <td className="py-1 [overflow-wrap:anywhere]">
                  {codeText('importProblem', problem.code)}
                  {problem.detail && `: ${problem.detail}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
