import { useMutation } from '@tanstack/react-query'
import { FileText, Search } from 'lucide-react'
import { useState } from 'react'
import { searchPassages } from '../../contract/knowledge/articles.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { EmptyState, Notice } from '../ui/states.tsx'
import { Evidence } from './evidence.tsx'

/** Asks all documents, as the desk does for a conversation. */
export function FindPassages() {
  const t = useText()
  const errorText = useErrorText()
  const [text, setText] = useState('')
  const find = useMutation({ mutationFn: () => call(searchPassages, { body: { text, limit: 8 } }) })
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <form
        className="mx-auto flex w-full max-w-3xl flex-col gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim()) find.mutate()
        }}
      >
        <Notice>{t('articles.people')}</Notice>
        <div className="flex items-end gap-2">
          <TextField
            label={t('articles.find')}
            className="flex-1"
            type="search"
            maxLength={1_000}
            placeholder={t('articles.findPlaceholder')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" look="primary" className="h-8" icon={<Search />} busy={find.isPending}>
            {t('articles.find')}
          </Button>
        </div>
        {find.error && (
          <Notice tone="danger" role="alert">
            {errorText(find.error)}
          </Notice>
        )}
        {find.data &&
          (find.data.items.length === 0 ? (
            <Notice role="status">{t('articles.findNone')}</Notice>
          ) : (
            <Evidence passages={find.data.items} />
          ))}
      </form>
      {!find.data && (
        <div className="min-h-40 flex-1">
          <EmptyState icon={<FileText />} title={t('articles.choose')}>
            {t('articles.chooseHint')}
          </EmptyState>
        </div>
      )}
    </div>
  )
}
