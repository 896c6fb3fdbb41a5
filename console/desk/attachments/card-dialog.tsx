import { ImagePlus, Plus, Send, X } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useRef, useState } from 'react'
import type { AttachmentPart } from '../../../contract/parts/attachments.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useText } from '../../app/text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input, TextArea, TextField } from '../../ui/field.tsx'
import type { MessageExtras } from '../sending/outbox.ts'
import { type CardForm, cardOf, emptyForm, optionsOf, problemsOf, type SendKind } from './card-form.ts'
import { CardView } from './card-view.tsx'
import { uploadFile } from './uploads.ts'

interface CardDialogProps {
  conversationId: string
  open: boolean
  onOpenChange: (open: boolean) => void
  onSend: (text: string, extras: MessageExtras) => void
}

const kinds: readonly SendKind[] = ['order', 'product', 'options']

/** Fills in a card or option buttons, beside how the customer will see them. */
export function CardDialog({ conversationId, open, onOpenChange, onSend }: CardDialogProps) {
  const t = useText()
  const [kind, setKind] = useState<SendKind>('order')
  const [form, setForm] = useState(emptyForm)
  const [tried, setTried] = useState(false)
  const picture = usePicture(conversationId)
  const problems = problemsOf(kind, form)
  const set = (changes: Partial<CardForm>) => setForm((before) => ({ ...before, ...changes }))
  const send = () => {
    setTried(true)
    if (problems.size > 0 || (kind === 'product' && picture.busy)) return
    if (kind === 'options') onSend(form.question.trim(), { options: optionsOf(form) })
    else if (kind === 'product' && picture.part?.type === 'picture') {
      const card = cardOf('product', form)
      onSend('', {
        card: { ...card, kind: 'product', title: form.title.trim(), pictureId: picture.part.attachmentId },
      })
    } else onSend('', { card: cardOf(kind, form) })
    setForm(emptyForm)
    picture.clear()
    setTried(false)
    onOpenChange(false)
  }
  const parts = { form, set, missing: (name: 'number' | 'title' | 'question') => tried && problems.has(name) }
  return (
    <Dialog
      wide
      open={open}
      onOpenChange={onOpenChange}
      title={t('card.add')}
      closeLabel={t('app.close')}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('app.cancel')}</Button>
          <Button look="primary" icon={<Send />} onClick={send}>
            {t('card.send')}
          </Button>
        </>
      }
    >
      <Tabs.Root value={kind} onValueChange={(next) => setKind(next as SendKind)}>
        <Tabs.List aria-label={t('card.kind')} className="mb-3 flex gap-1 border-b">
          {kinds.map((one) => (
            <Tabs.Trigger
              key={one}
              value={one}
              className="-mb-px border-b-2 border-transparent px-3 py-1.5 text-n-11 hover:text-n-12 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-n-12"
            >
              {t(`card.${one}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <div className="grid gap-4 md:grid-cols-[1fr_19rem]">
          <Tabs.Content value={kind} className="flex min-w-0 flex-col gap-3">
            {kind === 'order' && <OrderFields {...parts} />}
            {kind === 'product' && <ProductFields {...parts} picture={picture} />}
            {kind === 'options' ? (
              <OptionFields {...parts} wrong={tried && problems.has('options')} />
            ) : (
              <Field
                label={t('card.link')}
                hint={t('card.linkHint')}
                problem={problems.has('link') ? t('card.linkWrong') : undefined}
              >
                {(control) => (
                  <Input
                    {...control}
                    type="url"
                    placeholder="https://"
                    maxLength={2_000}
                    value={form.link}
                    onChange={(event) => set({ link: event.target.value })}
                  />
                )}
              </Field>
            )}
          </Tabs.Content>
          <Preview kind={kind} form={form} pictureUrl={picture.url} />
        </div>
      </Tabs.Root>
    </Dialog>
  )
}

interface FieldsProps {
  form: CardForm
  set: (changes: Partial<CardForm>) => void
  missing: (name: 'number' | 'title' | 'question') => boolean
}

function OrderFields({ form, set, missing }: FieldsProps) {
  const t = useText()
  const line = (name: 'status' | 'total' | 'placed', most: number) => (
    <TextField
      label={t(`card.${name}`)}
      maxLength={most}
      value={form[name]}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  )
  const changeItem = (index: number, changes: Partial<CardForm['items'][number]>) =>
    set({ items: form.items.map((item, at) => (at === index ? { ...item, ...changes } : item)) })
  return (
    <>
      <TextField
        label={t('card.number')}
        problem={missing('number') ? t('card.missing') : undefined}
        maxLength={80}
        value={form.number}
        onChange={(event) => set({ number: event.target.value })}
      />
      <div className="grid grid-cols-3 gap-2 max-md:grid-cols-1">
        {line('status', 80)}
        {line('total', 40)}
        {line('placed', 40)}
      </div>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="pb-1 text-sm font-medium text-n-11">{t('card.items')}</legend>
        {form.items.map((item, index) => {
          const position = index + 1
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
            <div key={index} className="grid grid-cols-[1fr_3.5rem_5.5rem_auto] gap-1.5">
              <Input
                aria-label={t('card.itemName', { position })}
                maxLength={120}
                value={item.name}
                onChange={(event) => changeItem(index, { name: event.target.value })}
              />
              <Input
                aria-label={t('card.itemQuantity', { position })}
                inputMode="numeric"
                maxLength={4}
                value={item.quantity}
                onChange={(event) => changeItem(index, { quantity: event.target.value.replace(/\D/g, '') })}
              />
              <Input
                aria-label={t('card.itemPrice', { position })}
                maxLength={40}
                value={item.price}
                onChange={(event) => changeItem(index, { price: event.target.value })}
              />
              <IconButton
                label={t('card.removeItem', { position })}
                onClick={() => set({ items: form.items.filter((_, at) => at !== index) })}
              >
                <X />
              </IconButton>
            </div>
          )
        })}
        {form.items.length < 10 && (
          <Button
            icon={<Plus />}
            className="self-start"
            onClick={() => set({ items: [...form.items, { name: '', quantity: '1', price: '' }] })}
          >
            {t('card.addItem')}
          </Button>
        )}
      </fieldset>
    </>
  )
}

function ProductFields({
  form,
  set,
  missing,
  picture,
}: FieldsProps & { picture: ReturnType<typeof usePicture> }) {
  const t = useText()
  const errorText = useErrorText()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <TextField
        label={t('card.title')}
        problem={missing('title') ? t('card.missing') : undefined}
        maxLength={160}
        value={form.title}
        onChange={(event) => set({ title: event.target.value })}
      />
      <Field label={t('card.description')}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            maxLength={400}
            value={form.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 items-end gap-2">
        <TextField
          label={t('card.price')}
          maxLength={40}
          value={form.price}
          onChange={(event) => set({ price: event.target.value })}
        />
        <Button
          icon={<ImagePlus />}
          busy={picture.busy}
          className="h-8"
          onClick={() => input.current?.click()}
        >
          {t('card.choosePicture')}
        </Button>
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) void picture.choose(file)
          }}
        />
      </div>
      {picture.error !== undefined && (
        <p role="alert" className="text-sm text-danger">
          {errorText(picture.error)}
        </p>
      )}
    </>
  )
}

function OptionFields({ form, set, missing, wrong }: FieldsProps & { wrong: boolean }) {
  const t = useText()
  return (
    <>
      <Field label={t('card.question')} problem={missing('question') ? t('card.missing') : undefined}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            maxLength={1_000}
            value={form.question}
            onChange={(event) => set({ question: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('card.optionLine')}
        hint={t('card.optionHint')}
        problem={wrong ? t('card.optionsWrong') : undefined}
      >
        {(control) => (
          <TextArea
            {...control}
            rows={4}
            className="min-h-24"
            value={form.options}
            onChange={(event) => set({ options: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

function Preview({
  kind,
  form,
  pictureUrl,
}: {
  kind: SendKind
  form: CardForm
  pictureUrl: string | undefined
}) {
  const t = useText()
  return (
    <section aria-label={t('card.preview')} className="min-w-0 rounded-md bg-n-2 p-2">
      <p className="pb-1 text-xs text-n-11">{t('card.preview')}</p>
      {kind === 'options' ? (
        <div className="flex flex-col items-start gap-1">
          <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{form.question}</p>
          {optionsOf(form).map((option, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
              key={index}
              className="max-w-full rounded-full border border-n-7 bg-n-1 px-2.5 py-0.5 text-sm [overflow-wrap:anywhere]"
            >
              {option}
            </span>
          ))}
        </div>
      ) : (
        <CardView
          card={cardOf(kind, form)}
          picture={
            pictureUrl && (
              <img src={pictureUrl} alt="" className="size-[72px] shrink-0 rounded-md object-cover" />
            )
          }
        />
      )}
    </section>
  )
}

/** The picture of a product: uploaded as it is chosen. */
function usePicture(conversationId: string) {
  const [state, setState] = useState<{ busy: boolean; url?: string; part?: AttachmentPart; error?: unknown }>(
    {
      busy: false,
    },
  )
  const clear = () => {
    if (state.url) URL.revokeObjectURL(state.url)
    setState({ busy: false })
  }
  return {
    ...state,
    clear,
    async choose(file: File) {
      clear()
      setState({ busy: true })
      try {
        const part = await uploadFile(conversationId, file, () => undefined)
        setState({ busy: false, part, url: URL.createObjectURL(file) })
      } catch (error) {
        setState({ busy: false, error })
      }
    },
  }
}
