import { useMutation } from '@tanstack/react-query'
import {
  Bold,
  Braces,
  ImagePlus,
  Italic,
  Link as LinkIcon,
  List,
  ListOrdered,
  SquareMousePointer,
} from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useMemo, useRef } from 'react'
import { z } from 'zod'
import { answerVariables } from '../../contract/knowledge/answer-inline.ts'
import { parseAnswer } from '../../contract/knowledge/answer-markup.ts'
import { isRichAnswer } from '../../contract/knowledge/answer-parts.ts'
import { uploadAnswerPicture } from '../../contract/parts/attachments.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCodeText, useText } from '../app/text.ts'
import { IconButton } from '../ui/button.tsx'
import { TextArea } from '../ui/field.tsx'
import { Menu, MenuItem, MenuLabel } from '../ui/menu.tsx'
import { AnswerPreview } from './answer-preview.tsx'
import { type Edit, link, list, ownLine, put, type Selected, wrap } from './edits.ts'

interface FieldProps {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
  lang: string
  rows: number
  value: string
  readOnly?: boolean
  required?: boolean
  autoFocus?: boolean
  /** Said with the toolbar's name, as there are several on a page. */
  label: string
  onChange: (text: string) => void
}

/** Where an answer is written: a slim toolbar, the text with its marks, and how it will look as soon as it has any. */
export function AnswerField({ label, readOnly = false, onChange, value, ...control }: FieldProps) {
  const t = useText()
  const field = useRef<HTMLTextAreaElement>(null)
  const apply = (edit: (selected: Selected) => Edit) => {
    const area = field.current
    if (!area) return
    const selected = { text: area.value, from: area.selectionStart, to: area.selectionEnd }
    const { from, to, insert, selectFrom, selectTo } = edit(selected)
    area.focus()
    area.setSelectionRange(from, to)
    // Typed rather than set, so that one step back takes it away.
    if (!document.execCommand('insertText', false, insert)) {
      area.setRangeText(insert, from, to)
      onChange(area.value)
    }
    area.setSelectionRange(selectFrom, selectTo)
  }
  const picture = usePicture((pictureId, name) =>
    apply((selected) => ownLine(selected, `![${name}](picture:${pictureId})`, name)),
  )
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    const mark = event.key === 'b' ? '**' : event.key === 'i' ? '*' : undefined
    if (mark === undefined) return
    event.preventDefault()
    apply((selected) => wrap(selected, mark, t(mark === '*' ? 'answer.italic' : 'answer.bold')))
  }
  const onPaste = (event: ClipboardEvent) => {
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith('image/'))
    if (file === undefined || event.clipboardData.types.includes('text/plain')) return
    event.preventDefault()
    picture.upload(file)
  }
  return (
    <div className="flex flex-col">
      {!readOnly && <Toolbar label={label} apply={apply} onPicture={picture.upload} busy={picture.busy} />}
      <TextArea
        {...control}
        ref={field}
        value={value}
        readOnly={readOnly}
        maxLength={8_000}
        className={readOnly ? undefined : 'rounded-t-none'}
        onChange={(event) => onChange(event.target.value)}
        {...(readOnly ? {} : { onKeyDown, onPaste })}
      />
      {picture.problem && (
        <p role="alert" className="pt-1 text-sm text-danger">
          {picture.problem}
        </p>
      )}
      <Problems text={value} />
      {isRichAnswer(value.trim()) && <AnswerPreview text={value} label={label} lang={control.lang} />}
    </div>
  )
}

const sendPicture = { ...uploadAnswerPicture, body: z.any(), raw: true }

function usePicture(onDone: (pictureId: string, name: string) => void) {
  const errorText = useErrorText()
  const upload = useMutation({
    mutationFn: (file: File) =>
      call(sendPicture, {
        query: { name: file.name || 'picture' },
        body: file,
        contentType: 'application/octet-stream',
      }),
    onSuccess: (part) => onDone(part.attachmentId, part.name.replace(/\.\w+$/, '').replace(/[[\]\\]/g, ' ')),
  })
  return {
    upload: (file: File) => upload.mutate(file),
    busy: upload.isPending,
    problem: upload.error ? errorText(upload.error) : undefined,
  }
}

function Toolbar({
  label,
  apply,
  onPicture,
  busy,
}: {
  label: string
  apply: (edit: (selected: Selected) => Edit) => void
  onPicture: (file: File) => void
  busy: boolean
}) {
  const t = useText()
  const codeText = useCodeText()
  const file = useRef<HTMLInputElement>(null)
  const words = t('answer.words')
  // A menu gives the focus back as it closes: what was chosen is done then, so that one types on in the text.
  const chosen = useRef<(selected: Selected) => Edit>(undefined)
  const choose = (edit: (selected: Selected) => Edit) => {
    chosen.current = edit
  }
  const onClosed = () => {
    const edit = chosen.current
    chosen.current = undefined
    if (edit) apply(edit)
    return edit !== undefined
  }
  return (
    <div
      role="toolbar"
      aria-label={t('answer.toolbar', { field: label })}
      className="flex flex-wrap items-center rounded-t-md border border-b-0 border-n-8 bg-n-2 px-0.5"
    >
      <IconButton
        label={`${t('answer.bold')} (Ctrl B)`}
        onClick={() => apply((one) => wrap(one, '**', words))}
      >
        <Bold />
      </IconButton>
      <IconButton
        label={`${t('answer.italic')} (Ctrl I)`}
        onClick={() => apply((one) => wrap(one, '*', words))}
      >
        <Italic />
      </IconButton>
      <IconButton label={t('answer.link')} onClick={() => apply((one) => link(one, words))}>
        <LinkIcon />
      </IconButton>
      <IconButton label={t('answer.list')} onClick={() => apply((one) => list(one, false))}>
        <List />
      </IconButton>
      <IconButton label={t('answer.numbers')} onClick={() => apply((one) => list(one, true))}>
        <ListOrdered />
      </IconButton>
      <IconButton label={t('answer.picture')} disabled={busy} onClick={() => file.current?.click()}>
        <ImagePlus className={busy ? 'animate-pulse' : undefined} />
      </IconButton>
      <input
        ref={file}
        type="file"
        accept="image/*"
        aria-label={t('answer.picture')}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const chosen = event.target.files?.[0]
          event.target.value = ''
          if (chosen) onPicture(chosen)
        }}
      />
      <Menu
        onClosed={onClosed}
        trigger={
          <IconButton label={t('answer.button')}>
            <SquareMousePointer />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => choose((one) => ownLine(one, `[[${words}]](https://)`, 'https://'))}>
          {t('answer.linkButton')}
        </MenuItem>
        <MenuItem
          onSelect={() =>
            choose((one) => ownLine(one, `[[${words}]](ask:${t('answer.question')})`, t('answer.question')))
          }
        >
          {t('answer.askButton')}
        </MenuItem>
      </Menu>
      <Menu
        onClosed={onClosed}
        trigger={
          <IconButton label={t('answer.variable')}>
            <Braces />
          </IconButton>
        }
      >
        <MenuLabel>{t('answer.variableHint')}</MenuLabel>
        {answerVariables.map((name) => (
          <MenuItem key={name} onSelect={() => choose((one) => put(one, `{${name}}`))}>
            <span className="flex-1">{codeText('answerVariable', name)}</span>
            <code className="text-xs text-n-11">{`{${name}}`}</code>
          </MenuItem>
        ))}
      </Menu>
    </div>
  )
}

function Problems({ text }: { text: string }) {
  const t = useText()
  const codeText = useCodeText()
  const { problems } = useMemo(() => parseAnswer(text), [text])
  if (problems.length === 0) return null
  return (
    <ul aria-live="polite" className="flex flex-col pt-1 text-sm text-danger">
      {problems.slice(0, 5).map(({ code, line, value }) => (
        <li key={`${code} ${line} ${value}`} className="[overflow-wrap:anywhere]">
          {t('answer.line', { line })} {codeText('answerProblem', code)}{' '}
          <code className="text-xs">{value}</code>
        </li>
      ))}
    </ul>
  )
}
