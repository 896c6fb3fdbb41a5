import { useMutation } from '@tanstack/react-query'
import { Play, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import { plainText } from '../../contract/messages.ts'
import type { ProcedureDefinition } from '../../contract/procedures/definition.ts'
import { type ProcedureTrialState, tryProcedure } from '../../contract/procedures/procedures.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCodeText, useLocale, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Input, Select, TextField } from '../ui/field.tsx'
import { Badge, Notice } from '../ui/states.tsx'

type Reply = z.output<(typeof tryProcedure)['reply']>
type Move = Pick<z.input<(typeof tryProcedure)['body']>, 'text' | 'optionId' | 'values' | 'outcome'>
interface Line {
  from: 'customer' | 'assistant'
  text: string
}

/** Goes through the draft as a customer would. No tool is called; what it would give is made up here. */
export function TryPart({ definition }: { definition: ProcedureDefinition }) {
  const t = useText()
  const codeText = useCodeText()
  const errorText = useErrorText()
  const locale = useLocale()
  const [language, setLanguage] = useState<'en' | 'zh'>(locale === 'zh-CN' ? 'zh' : 'en')
  const [lines, setLines] = useState<readonly Line[]>([])
  const [state, setState] = useState<ProcedureTrialState>()
  const moving = useMutation({
    mutationFn: (move: Move & { said?: string }) => {
      const { said: _, ...rest } = move
      return call(tryProcedure, {
        body: { definition, language, ...(state === undefined ? {} : { state }), ...rest },
      })
    },
    onSuccess: (reply, { said }) => {
      setState(reply.state)
      const told = reply.parts.filter((part) => part.type === 'text').map((part) => plainText([part]))
      setLines((before) => [
        ...before,
        ...(said === undefined ? [] : [{ from: 'customer' as const, text: said }]),
        ...(told.length === 0 ? [] : [{ from: 'assistant' as const, text: told.join('\n') }]),
      ])
    },
  })
  const reply = moving.data
  const again = () => {
    setLines([])
    setState(undefined)
    moving.reset()
  }
  return (
    <div className="flex max-w-[560px] flex-col gap-3">
      <p className="text-n-11">{t('procedures.tryHint')}</p>
      <div className="flex flex-wrap gap-2">
        <Select
          aria-label={t('procedures.tryLanguage')}
          className="w-32"
          value={language}
          onChange={(event) => {
            setLanguage(event.target.value as 'en' | 'zh')
            again()
          }}
        >
          <option value="zh">{t('procedures.inChinese')}</option>
          <option value="en">{t('procedures.inEnglish')}</option>
        </Select>
        {state === undefined ? (
          <Button
            look="primary"
            icon={<Play />}
            disabled={definition.steps.length === 0}
            busy={moving.isPending}
            onClick={() => moving.mutate({})}
          >
            {t('procedures.tryBegin')}
          </Button>
        ) : (
          <Button icon={<RotateCcw />} onClick={again}>
            {t('procedures.tryAgain')}
          </Button>
        )}
      </div>
      {moving.error && (
        <Notice tone="danger" role="alert">
          {errorText(moving.error)}
        </Notice>
      )}
      <div aria-live="polite" className="flex flex-col gap-2">
        {lines.map((line, place) => (
          <p
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added
            key={place}
            className={classNames(
              'max-w-[85%] rounded-lg px-3 py-1.5 whitespace-pre-line [overflow-wrap:anywhere]',
              line.from === 'customer' ? 'self-end bg-accent-soft' : 'self-start border bg-n-1',
            )}
          >
            {line.text}
          </p>
        ))}
      </div>
      {reply && state && state.awaiting !== 'end' && (
        <Answer
          key={lines.length}
          reply={reply}
          busy={moving.isPending}
          onMove={(move) => moving.mutate(move)}
        />
      )}
      {reply?.ended && <Badge tone="neutral">{codeText('runState', reply.ended)}</Badge>}
    </div>
  )
}

/** What the customer, or what is behind a tool, can do next. */
function Answer({
  reply,
  busy,
  onMove,
}: {
  reply: Reply
  busy: boolean
  onMove: (move: Move & { said?: string }) => void
}) {
  const t = useText()
  const [text, setText] = useState('')
  const [values, setValues] = useState<Record<string, string>>({})
  const options = reply.parts.flatMap((part) => (part.type === 'choice' ? part.options : []))
  if (reply.state.awaiting === 'tool' || reply.state.awaiting === 'time') {
    const waits = reply.state.awaiting === 'time'
    return (
      <div className="flex flex-col gap-2 rounded-md border border-dashed p-3">
        <p>
          {t(waits ? 'procedures.tryWait' : 'procedures.tryTool', {
            tool: reply.tool ?? t('procedures.time'),
          })}
        </p>
        <div className="flex flex-wrap gap-2">
          {(waits ? (['done', 'refused'] as const) : (['done', 'refused', 'declined'] as const)).map(
            (outcome) => (
              <Button key={outcome} disabled={busy} onClick={() => onMove({ outcome })}>
                {t(
                  waits
                    ? `procedures.waited.${outcome === 'done' ? 'came' : 'vain'}`
                    : `procedures.tool.${outcome}`,
                )}
              </Button>
            ),
          )}
        </div>
      </div>
    )
  }
  if (reply.fields.length > 0) {
    return (
      <form
        className="flex flex-col gap-2 rounded-md border p-3"
        onSubmit={(event) => {
          event.preventDefault()
          onMove({ values, said: Object.values(values).join(' · ') })
        }}
      >
        {reply.fields.map((field) => (
          <TextField
            key={field.name}
            label={field.label}
            hint={field.options?.map((option) => option.value).join(' | ')}
            type={field.kind === 'date' ? 'date' : 'text'}
            value={values[field.name] ?? ''}
            onChange={(event) => setValues({ ...values, [field.name]: event.target.value })}
          />
        ))}
        <div>
          <Button type="submit" look="primary" busy={busy}>
            {t('procedures.send')}
          </Button>
        </div>
      </form>
    )
  }
  return (
    <>
      {options.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {options.map((option) => (
            <Button
              key={option.id}
              disabled={busy}
              onClick={() => onMove({ optionId: option.id, said: option.label })}
            >
              {option.label}
            </Button>
          ))}
        </div>
      )}
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') onMove({ text, said: text })
        }}
      >
        <Input
          aria-label={t('procedures.trySay')}
          placeholder={t('procedures.trySay')}
          maxLength={2_000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" busy={busy}>
          {t('procedures.send')}
        </Button>
      </form>
    </>
  )
}
