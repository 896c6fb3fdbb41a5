import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type ToolView, tryTool } from '../../../contract/tools/tools.ts'
import { call } from '../../app/api.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { TextField } from '../../ui/field.tsx'
import { useTitle } from './use-title.ts'

interface Schema {
  type?: string
}

/** Calls a tool that reads, with fields made of its input’s form, and shows what comes back and what a model would see of it. */
export function TryTool({ tool, onClose }: { tool: ToolView; onClose: () => void }) {
  const t = useText()
  const codeText = useCodeText()
  const title = useTitle(tool)
  const { properties = {}, required = [] } = tool.input as {
    properties?: Record<string, Schema>
    required?: string[]
  }
  const [values, setValues] = useState<Record<string, string>>({})
  const trying = useMutation({
    mutationFn: () => {
      const input = Object.fromEntries(
        Object.entries(values)
          .filter(([, value]) => value.trim() !== '')
          .map(([name, value]) => {
            const type = properties[name]?.type
            return [name, type === 'number' || type === 'integer' ? Number(value) : value]
          }),
      )
      return call(tryTool, { params: { tool: tool.name }, body: { input } })
    },
  })
  const result = trying.data
  return (
    <FormDialog
      wide
      title={`${t('tools.try')}: ${title}`}
      description={t('tools.tryHint')}
      submitLabel={t('tools.tryRun')}
      busy={trying.isPending}
      error={trying.error}
      onSubmit={() => trying.mutate()}
      onClose={onClose}
    >
      {Object.keys(properties).map((name) => (
        <TextField
          key={name}
          label={name}
          required={required.includes(name)}
          value={values[name] ?? ''}
          onChange={(event) => setValues({ ...values, [name]: event.target.value })}
        />
      ))}
      {result && (
        <div role="status" className="flex flex-col gap-2">
          <p>
            {codeText('toolState', result.outcome)}{' '}
            {result.code && <span className="font-mono text-sm text-n-11">{result.code}</span>}{' '}
            <span className="text-n-11">{t('tools.tryTook', { ms: Math.round(result.tookMs) })}</span>
          </p>
          {result.outcome === 'done' && (
            <>
              <Json label={t('tools.tryResult')} value={result.output} />
              <Json label={t('tools.tryMasked')} value={result.masked} />
            </>
          )}
        </div>
      )}
    </FormDialog>
  )
}

function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-sm font-medium text-n-11">{label}</figcaption>
      <pre className="max-h-48 overflow-auto rounded-md bg-n-3 p-2 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
        {JSON.stringify(value, null, 2)}
      </pre>
    </figure>
  )
}
