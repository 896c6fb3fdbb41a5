import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Article, updateArticle } from '../../contract/knowledge/articles.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select, TextField } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'

/** An instant as the field for it wants it, in the zone of this machine. */
function localTime(at: string | undefined): string {
  if (at === undefined) return ''
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
const instant = (local: string) => (local === '' ? null : new Date(local).toISOString())

/** Title, language, who finds it, and when. */
export function ArticleForm({ article }: { article: Article }) {
  const t = useText()
  const codeText = useCodeText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [title, setTitle] = useState(article.title)
  const [language, setLanguage] = useState(article.language)
  const [audience, setAudience] = useState(article.audience)
  const [from, setFrom] = useState(localTime(article.validFrom))
  const [until, setUntil] = useState(localTime(article.validUntil))
  const save = useMutation({
    mutationFn: () =>
      call(updateArticle, {
        params: { articleId: article.id },
        ifMatch: article.version,
        body: {
          title: title.trim(),
          language,
          audience,
          validFrom: instant(from),
          validUntil: instant(until),
        },
      }),
    onSuccess: async () => {
      say(t('articles.saved'))
      for (const key of ['article', 'articles']) await queryClient.invalidateQueries({ queryKey: [key] })
    },
  })
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <h2 className="font-semibold">{t('articles.about')}</h2>
      <TextField
        label={t('articles.title')}
        required
        maxLength={300}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Field label={t('articles.language')}>
        {(control) => (
          <Select
            {...control}
            value={language}
            onChange={(event) => setLanguage(event.target.value as typeof language)}
          >
            {(['zh', 'en'] as const).map((one) => (
              <option key={one} value={one}>
                {codeText('language', one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('articles.audience')}>
        {(control) => (
          <Select
            {...control}
            value={audience}
            onChange={(event) => setAudience(event.target.value as typeof audience)}
          >
            <option value="public">{t('articles.audience.public')}</option>
            <option value="internal">{t('articles.audience.internal')}</option>
          </Select>
        )}
      </Field>
      <TextField
        label={t('articles.from')}
        hint={t('articles.always')}
        type="datetime-local"
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <TextField
        label={t('articles.until')}
        type="datetime-local"
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
      {save.error && (
        <Notice tone="danger" role="alert">
          {errorText(save.error)}
        </Notice>
      )}
      <Button type="submit" busy={save.isPending} className="self-start">
        {t('app.save')}
      </Button>
    </form>
  )
}
