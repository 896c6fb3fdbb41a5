import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, Circle } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { dismissGuide, type Guide } from '../../contract/settings/guide.ts'
import { call } from '../app/api.ts'
import { Failed, PagePending } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { Badge, Notice } from '../ui/states.tsx'
import { CompanyStep } from './company-step.tsx'
import { guideQuery } from './queries.ts'
import { QuestionsStep } from './questions-step.tsx'
import { TryStep } from './try-step.tsx'
import { WidgetStep } from './widget-step.tsx'

const lookEveryMs = 3_000
const steps = ['company', 'questions', 'tried', 'widget', 'answered'] as const
type Step = (typeof steps)[number]

/** From nothing to one's own widget answering one's own question; what is done is told from facts. */
export function GuidePage() {
  const t = useText()
  usePageTitle(t('guide.title'))
  const query = useQuery({ ...guideQuery, refetchInterval: lookEveryMs })
  if (query.isPending) return <PagePending />
  if (query.isError && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  return <Steps guide={query.data} />
}

function Steps({ guide }: { guide: Guide }) {
  const t = useText()
  const queryClient = useQueryClient()
  const [chosen, setChosen] = useState<Step>()
  const next = steps.find((step) => !guide.done[step])
  const shown = chosen ?? next
  const dismissing = useMutation({
    mutationFn: (dismissed: boolean) => call(dismissGuide, { body: { dismissed } }),
    onSuccess: (changed) => queryClient.setQueryData(guideQuery.queryKey, changed),
  })
  const contents: Record<Step, ReactNode> = {
    company: <CompanyStep />,
    questions: <QuestionsStep count={guide.questions} />,
    tried: <TryStep />,
    widget: <WidgetStep channelKey={guide.channelKey} />,
    answered: <p className="text-n-11">{t('guide.answeredHint')}</p>,
  }
  return (
    <Scroller className="min-h-0 min-w-0 flex-1">
      <div className="flex max-w-[760px] flex-col gap-4 p-4">
        <header className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1">
            <h1 className="text-lg font-semibold">{t('guide.title')}</h1>
            <p className="text-n-11">
              {t('guide.progress', {
                done: steps.filter((step) => guide.done[step]).length,
                all: steps.length,
              })}
            </p>
          </div>
          <Button
            look="quiet"
            busy={dismissing.isPending}
            onClick={() => dismissing.mutate(!guide.dismissed)}
          >
            {t(guide.dismissed ? 'guide.takeOut' : 'guide.dismiss')}
          </Button>
        </header>
        {!next && (
          <Notice
            tone="good"
            role="status"
            action={
              <Link to="/settings" search={{ section: 'members' }} className="underline">
                {t('guide.invite')}
              </Link>
            }
          >
            {t('guide.finished')}
          </Notice>
        )}
        <ol className="flex flex-col gap-2">
          {steps.map((step, index) => (
            <li key={step} className="rounded-md border bg-n-1">
              <h2>
                <button
                  type="button"
                  aria-expanded={step === shown}
                  onClick={() => setChosen(step)}
                  className="flex w-full items-center gap-3 rounded-md px-3 py-2 text-left hover:bg-n-3"
                >
                  <span
                    aria-hidden
                    className={classNames(
                      'flex size-5 shrink-0 items-center justify-center [&_svg]:size-4',
                      guide.done[step] ? 'text-good' : 'text-n-9',
                    )}
                  >
                    {guide.done[step] ? <Check /> : <Circle />}
                  </span>
                  <span className="flex-1 font-medium">
                    {index + 1}. {t(`guide.${step}`)}
                  </span>
                  {guide.done[step] && <Badge tone="good">{t('guide.done')}</Badge>}
                </button>
              </h2>
              {step === shown && <div className="px-3 pt-1 pb-4 pl-11 max-sm:pl-3">{contents[step]}</div>}
            </li>
          ))}
        </ol>
      </div>
    </Scroller>
  )
}
