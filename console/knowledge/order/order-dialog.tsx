import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import {
  type Category,
  createBase,
  createCategory,
  removeCategory,
  updateCategory,
} from '../../../contract/knowledge/order.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useLocale, useText } from '../../app/text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm, Dialog } from '../../ui/dialog.tsx'
import { Check, Input, Select } from '../../ui/field.tsx'
import { Notice } from '../../ui/states.tsx'
import { categoriesQuery, refreshKnowledge } from '../queries.ts'
import { nameIn, rowsOf } from '../tree-rows.ts'
import { BaseRows, type Run } from './base-rows.tsx'

/** Changes go out one by one, with the version on the screen; what was refused is said at the top. */
function useChange() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (change: () => Promise<unknown>) => change(),
    onSettled: () => refreshKnowledge(queryClient),
  })
}

/** Where categories are made, named, moved and set, and knowledge bases told apart. */
export function OrderDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const errorText = useErrorText()
  const locale = useLocale()
  const categories = useQuery(categoriesQuery)
  const change = useChange()
  const rows = rowsOf(categories.data?.items ?? [], locale)
  return (
    <Dialog open onOpenChange={onClose} wide title={t('order.title')} closeLabel={t('app.close')}>
      <div className="flex flex-col gap-3 pb-3">
        {change.error && (
          <Notice tone="danger" role="alert">
            {errorText(change.error)}
          </Notice>
        )}
        <section aria-label={t('knowledge.categories')} className="flex flex-col gap-1">
          <h3 className="font-semibold">{t('knowledge.categories')}</h3>
          {rows.length === 0 && <p className="text-n-11">{t('order.noCategories')}</p>}
          <ul>
            {rows.map((row) => (
              <CategoryRow
                key={`${row.category.id} ${row.category.version}`}
                category={row.category}
                depth={row.depth}
                others={rows.map((one) => one.category)}
                run={change.mutate}
              />
            ))}
          </ul>
          <NewName
            label={t('order.newCategory')}
            onAdd={(text) =>
              change.mutate(() =>
                call(createCategory, { body: { name: { [locale === 'en' ? 'en' : 'zh']: text } } }),
              )
            }
          />
        </section>
        <section aria-label={t('knowledge.base')} className="flex flex-col gap-1 border-t pt-3">
          <h3 className="font-semibold">{t('knowledge.base')}</h3>
          <BaseRows run={change.mutate} />
          <NewName
            label={t('order.newBase')}
            onAdd={(name) => change.mutate(() => call(createBase, { body: { name } }))}
          />
        </section>
      </div>
    </Dialog>
  )
}

function CategoryRow({
  category,
  depth,
  others,
  run,
}: {
  category: Category
  depth: number
  others: readonly Category[]
  run: Run
}) {
  const t = useText()
  const locale = useLocale()
  const [name, setName] = useState(category.name)
  const [removing, setRemoving] = useState(false)
  const save = (
    body: Parameters<
      typeof call<
        typeof updateCategory.params,
        typeof updateCategory.query,
        typeof updateCategory.body,
        typeof updateCategory.reply
      >
    >[1]['body'],
  ) =>
    run(() => call(updateCategory, { params: { categoryId: category.id }, body, ifMatch: category.version }))
  const rename = () => {
    const filled = Object.fromEntries(Object.entries(name).filter(([, text]) => text?.trim()))
    if (Object.keys(filled).length > 0 && JSON.stringify(filled) !== JSON.stringify(category.name))
      save({ name: filled })
  }
  const shown = nameIn(category.name, locale)
  return (
    <li
      // On a phone: both names, then what it is below and the way to remove it, then what publishing asks for.
      className="flex flex-wrap items-center gap-2 border-b py-1.5 max-sm:grid max-sm:grid-cols-2"
      style={{ paddingInlineStart: depth * 14 }}
    >
      {(['zh', 'en'] as const).map((language) => (
        <Input
          key={language}
          lang={language === 'zh' ? 'zh-CN' : 'en'}
          aria-label={`${shown}: ${t(language === 'zh' ? 'order.nameZh' : 'order.nameEn')}`}
          placeholder={t(language === 'zh' ? 'order.nameZh' : 'order.nameEn')}
          value={name[language] ?? ''}
          maxLength={120}
          className="w-36 min-w-0 flex-1 max-sm:w-full"
          onChange={(event) => setName({ ...name, [language]: event.target.value })}
          onBlur={rename}
        />
      ))}
      <Select
        aria-label={`${shown}: ${t('order.below')}`}
        value={category.parentId ?? ''}
        className="w-36 max-sm:w-full"
        onChange={(event) =>
          save({ parentId: event.target.value === '' ? null : (event.target.value as Category['id']) })
        }
      >
        <option value="">{t('order.top')}</option>
        {others
          .filter((one) => one.id !== category.id)
          .map((one) => (
            <option key={one.id} value={one.id}>
              {nameIn(one.name, locale)}
            </option>
          ))}
      </Select>
      <Check
        label={t('order.fourEyes')}
        className="max-sm:order-last max-sm:col-span-2"
        checked={category.fourEyes}
        onChange={(event) => save({ fourEyes: event.target.checked })}
      />
      <IconButton
        className="ml-auto"
        label={`${t('order.remove')}: ${shown}`}
        onClick={() => setRemoving(true)}
      >
        <Trash2 />
      </IconButton>
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t('order.removeTitle', { name: shown })}
        description={t('order.removeHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t('order.remove')}
        onConfirm={() => run(() => call(removeCategory, { params: { categoryId: category.id } }))}
      />
    </li>
  )
}

function NewName({ label, onAdd }: { label: string; onAdd: (text: string) => void }) {
  const [text, setText] = useState('')
  const add = () => {
    if (text.trim() === '') return
    onAdd(text.trim())
    setText('')
  }
  return (
    <div className="flex flex-wrap gap-2 py-1.5">
      <Input
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={120}
        className="w-60"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && add()}
      />
      <Button icon={<Plus />} disabled={text.trim() === ''} onClick={add}>
        {label}
      </Button>
    </div>
  )
}
