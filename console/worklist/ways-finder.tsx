import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { findWays } from '../../contract/training/worklist.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { BackLink } from '../ui/back-link.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice, SkeletonLines } from '../ui/states.tsx'
import type { WorklistState } from './queries.ts'
import { WayRows } from './way-rows.tsx'

const exampleFields = [0, 1, 2] as const

/** Somebody names a need, with an example or three, and sees in how many ways customers say it. */
export function WaysFinder({ search }: { search: { state: WorklistState; days: number } }) {
  const t = useText()
  const errorText = useErrorText()
  const [name, setName] = useState('')
  const [examples, setExamples] = useState(['', '', ''])
  const [tried, setTried] = useState(false)
  const find = useMutation({
    mutationFn: () =>
      call(findWays, {
        body: {
          name: name.trim(),
          examples: examples.map((one) => one.trim()).filter((one) => one !== ''),
          days: search.days,
        },
      }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() !== '') find.mutate()
  }
  return (
    <div className="flex h-full flex-col">
      <header className="flex shrink-0 items-center gap-2 border-b px-4 py-2 max-md:px-2">
        <BackLink to="/worklist" search={search} label={t('app.back')} />
        <h2 className="min-w-0 truncate text-lg font-semibold">{t('worklist.finder')}</h2>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-[1160px] items-start gap-x-6 gap-y-4 p-4 max-md:p-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <form onSubmit={submit} noValidate className="flex min-w-0 flex-col gap-3 rounded-lg border p-3">
            <p className="text-n-11">{t('worklist.finderHint', { days: search.days })}</p>
            <TextField
              label={t('worklist.finderName')}
              hint={t('worklist.finderNameHint')}
              problem={tried && name.trim() === '' ? t('worklist.required') : undefined}
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.target.value)}
            />
            {exampleFields.map((at) => (
              <TextField
                key={at}
                label={t('worklist.finderExample', { number: at + 1 })}
                value={examples[at] ?? ''}
                maxLength={500}
                onChange={(event) =>
                  setExamples(examples.map((one, place) => (place === at ? event.target.value : one)))
                }
              />
            ))}
            <Button type="submit" look="primary" busy={find.isPending} className="self-start">
              {t('worklist.finderStart')}
            </Button>
          </form>
          <section
            aria-label={t('worklist.finderFound')}
            aria-live="polite"
            className="flex min-w-0 flex-col gap-2"
          >
            {find.isPending && <SkeletonLines label={t('app.loading')} lines={6} />}
            {find.isError && (
              <Notice tone="danger" action={<Button onClick={() => find.mutate()}>{t('app.retry')}</Button>}>
                {errorText(find.error)}
              </Notice>
            )}
            {find.data && !find.isPending && <Found {...find.data} />}
          </section>
        </div>
      </div>
    </div>
  )
}

function Found({
  asked,
  questions,
  ways,
  wayList,
}: {
  asked: number
  questions: number
  ways: number
  wayList: readonly { text: string; count: number }[]
}) {
  const t = useText()
  if (asked === 0) return <p className="text-n-11">{t('worklist.finderNoQuestions')}</p>
  return (
    <>
      <h3 className="font-medium" title={t('worklist.waysHint')}>
        {ways === 0 ? t('worklist.finderNone') : t('worklist.waysCount', { count: ways })}
      </h3>
      <p className="text-sm text-n-11">{t('worklist.finderOf', { questions, asked })}</p>
      <WayRows ways={wayList} />
      {wayList.length < ways && (
        <p className="text-sm text-n-11">{t('worklist.finderMore', { count: ways - wayList.length })}</p>
      )}
      {ways > 0 && <p className="text-sm text-n-11">{t('worklist.finderErrs')}</p>}
    </>
  )
}
