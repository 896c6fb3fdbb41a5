import { ChevronLeft, ChevronRight, Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { BusinessHours, DayRanges } from '../../contract/policy.ts'
import { useTimeZone } from '../app/session.ts'
import { useLocale, useText } from '../app/text.ts'
import { addDays, dayIn } from '../reports/report-search.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Check, Field, Input, TextField } from '../ui/field.tsx'
import type { TabProps } from './policy-tabs.ts'

const nineToSix: DayRanges = [{ from: '09:00', to: '18:00' }]
const fresh: BusinessHours = {
  week: [[], nineToSix, nineToSix, nineToSix, nineToSix, nineToSix, []],
  dates: {},
  dateNames: {},
}
/** A Sunday; weekdays are named from it. */
const sunday = '2026-11-22'
const monthLength = (month: string) =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()

/** When people are there: the week, and dates that override it, in a calendar. */
export function HoursTab({ document, onChange }: TabProps) {
  const t = useText()
  const { hours } = document
  const put = (next: BusinessHours | undefined) => onChange({ ...document, hours: next })
  return (
    <>
      <Check
        label={t('policy.hoursOn')}
        checked={hours !== undefined}
        onChange={(event) => put(event.target.checked ? fresh : undefined)}
      />
      <p className="max-w-160 text-n-11">{t('policy.hoursHint')}</p>
      {hours && <Hours hours={hours} onChange={put} />}
    </>
  )
}

interface HoursProps {
  hours: BusinessHours
  onChange: (hours: BusinessHours) => void
}

function Hours({ hours, onChange }: HoursProps) {
  const t = useText()
  const locale = useLocale()
  const own = useTimeZone()
  const [day, setDay] = useState<string>()
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const zones = Intl.supportedValuesOf('timeZone')
  return (
    <>
      <Field label={t('policy.zone')} hint={t('policy.zoneHint', { zone: own })} className="max-w-80">
        {(control) => (
          <>
            <Input
              {...control}
              list="policy-zones"
              value={hours.timeZone ?? ''}
              placeholder={own}
              onChange={(event) => onChange({ ...hours, timeZone: event.target.value.trim() || undefined })}
            />
            <datalist id="policy-zones">
              {zones.map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <section className="flex flex-col gap-1">
        <h2 className="font-semibold">{t('policy.week')}</h2>
        {[1, 2, 3, 4, 5, 6, 0].map((index) => (
          <div key={index} className="flex flex-wrap items-center gap-3 py-0.5">
            <span className="w-20">{weekday.format(new Date(`${addDays(sunday, index)}T00:00:00Z`))}</span>
            <Ranges
              ranges={hours.week[index] ?? []}
              onChange={(ranges) =>
                onChange({ ...hours, week: hours.week.map((one, at) => (at === index ? ranges : one)) })
              }
            />
          </div>
        ))}
      </section>
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold">{t('policy.dates')}</h2>
        <Holiday hours={hours} onChange={onChange} />
        <Calendar hours={hours} chosen={day} onChoose={setDay} />
        {day && <OneDay day={day} hours={hours} onChange={onChange} />}
      </section>
    </>
  )
}

/** The stretches of one day; midnight at the end is the end of the day. */
function Ranges({ ranges, onChange }: { ranges: DayRanges; onChange: (ranges: DayRanges) => void }) {
  const t = useText()
  const set = (index: number, change: Partial<DayRanges[number]>) =>
    onChange(ranges.map((one, at) => (at === index ? { ...one, ...change } : one)))
  return (
    <div className="flex flex-wrap items-center gap-2">
      {ranges.length === 0 && <span className="text-n-11">{t('policy.closed')}</span>}
      {ranges.map((range, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no identity of their own
        <span key={index} className="flex items-center gap-1">
          <span className="w-32">
            <Input
              type="time"
              aria-label={t('policy.opens')}
              value={range.from}
              onChange={(event) => event.target.value && set(index, { from: event.target.value })}
            />
          </span>
          –
          <span className="w-32">
            <Input
              type="time"
              aria-label={t('policy.closes')}
              aria-invalid={range.from >= range.to || undefined}
              value={range.to === '24:00' ? '00:00' : range.to}
              onChange={(event) =>
                event.target.value &&
                set(index, { to: event.target.value === '00:00' ? '24:00' : event.target.value })
              }
            />
          </span>
          <IconButton
            label={t('policy.removeRange')}
            onClick={() => onChange(ranges.filter((_, at) => at !== index))}
          >
            <X />
          </IconButton>
        </span>
      ))}
      {ranges.length < 6 && (
        <IconButton
          label={t('policy.addRange')}
          onClick={() => onChange([...ranges, ranges.length === 0 ? nineToSix[0]! : nextRange(ranges)])}
        >
          <Plus />
        </IconButton>
      )}
    </div>
  )
}

function nextRange(ranges: DayRanges): DayRanges[number] {
  const last = ranges.at(-1)?.to ?? '13:00'
  const hour = Math.min(23, Number(last.slice(0, 2)) + 1)
  return { from: `${String(hour).padStart(2, '0')}:00`, to: '24:00' }
}

/** Closes several days at once, by a name: a holiday. */
function Holiday({ hours, onChange }: HoursProps) {
  const t = useText()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [name, setName] = useState('')
  const add = () => {
    const dates = { ...hours.dates }
    const dateNames = { ...hours.dateNames }
    const last = to === '' || to < from ? from : to
    let date = from
    for (let count = 0; date <= last && count < 60; count += 1) {
      dates[date] = []
      if (name.trim() !== '') dateNames[date] = name.trim()
      date = addDays(date, 1)
    }
    onChange({ ...hours, dates, dateNames })
    setName('')
  }
  const input = (label: string, value: string, set: (value: string) => void, type: string) => (
    <TextField
      label={label}
      type={type}
      maxLength={60}
      value={value}
      onChange={(event) => set(event.target.value)}
    />
  )
  return (
    <div className="flex flex-wrap items-end gap-2">
      {input(t('policy.holidayFrom'), from, setFrom, 'date')}
      {input(t('policy.holidayTo'), to, setTo, 'date')}
      {input(t('policy.holidayName'), name, setName, 'text')}
      <Button className="h-8" disabled={from === ''} onClick={add}>
        {t('policy.addHoliday')}
      </Button>
    </div>
  )
}

interface CalendarProps {
  hours: BusinessHours
  chosen: string | undefined
  onChoose: (day: string) => void
}

/** A month of days with what holds on each; days of their own stand out. */
function Calendar({ hours, chosen, onChoose }: CalendarProps) {
  const t = useText()
  const locale = useLocale()
  const zone = useTimeZone()
  const today = dayIn(zone)
  const [month, setMonth] = useState(today.slice(0, 7))
  const first = `${month}-01`
  // Monday first.
  const lead = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7
  const days = Array.from({ length: monthLength(month) }, (_, index) => addDays(first, index))
  const title = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' })
  const head = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  return (
    <div className="flex max-w-[720px] flex-col gap-1">
      <div className="flex items-center gap-2">
        <IconButton label={t('policy.monthBefore')} onClick={() => setMonth(addDays(first, -1).slice(0, 7))}>
          <ChevronLeft />
        </IconButton>
        <span className="min-w-28 text-center font-medium">
          {title.format(new Date(`${first}T00:00:00Z`))}
        </span>
        <IconButton label={t('policy.monthAfter')} onClick={() => setMonth(addDays(first, 31).slice(0, 7))}>
          <ChevronRight />
        </IconButton>
      </div>
      <div className="grid grid-cols-7 gap-1 text-center text-sm">
        {Array.from({ length: 7 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the days of a week
          <span key={index} className="text-n-11">
            {head.format(new Date(`${addDays(sunday, index + 1)}T00:00:00Z`))}
          </span>
        ))}
        {Array.from({ length: lead }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places before the first
          <span key={index} />
        ))}
        {days.map((day) => {
          const own = hours.dates[day]
          const ranges = own ?? hours.week[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? []
          const words =
            ranges.length === 0 ? t('policy.closed') : ranges.map(({ from, to }) => `${from}–${to}`).join(' ')
          return (
            <button
              key={day}
              type="button"
              aria-pressed={day === chosen}
              onClick={() => onChoose(day)}
              className={classNames(
                'relative flex min-h-14 min-w-0 flex-col items-center rounded-md border px-0.5 py-1 hover:border-n-10 aria-pressed:border-accent aria-pressed:ring-2 aria-pressed:ring-accent-line',
                ranges.length === 0 ? 'bg-n-3 text-n-11' : 'bg-n-1',
                own && (own.length === 0 ? 'bg-warning-soft text-warning' : 'bg-good-soft text-good'),
              )}
            >
              <span className="sr-only">{`${day} ${hours.dateNames[day] ?? ''} ${words}`}</span>
              <span aria-hidden className={classNames('tabular', day === today && 'font-semibold underline')}>
                {Number(day.slice(8))}
              </span>
              <span aria-hidden className="w-full truncate text-xs max-md:hidden">
                {hours.dateNames[day] ?? words}
              </span>
            </button>
          )
        })}
      </div>
    </div>
  )
}

/** What holds on one date: as the week says, or ranges of its own with a name. */
function OneDay({ day, hours, onChange }: HoursProps & { day: string }) {
  const t = useText()
  const own = hours.dates[day]
  const put = (ranges: DayRanges | undefined) => {
    const { [day]: _, ...dates } = hours.dates
    const { [day]: name, ...dateNames } = hours.dateNames
    if (ranges === undefined) return onChange({ ...hours, dates, dateNames })
    onChange({
      ...hours,
      dates: { ...dates, [day]: ranges },
      dateNames: name === undefined ? dateNames : { ...dateNames, [day]: name },
    })
  }
  return (
    <section aria-label={day} className="flex max-w-[720px] flex-col gap-2 rounded-md border p-3">
      <h3 className="font-medium">{day}</h3>
      <Check
        label={t('policy.ownDay')}
        checked={own !== undefined}
        onChange={(event) => put(event.target.checked ? (hours.week[1] ?? []) : undefined)}
      />
      {own && (
        <>
          <Ranges ranges={own} onChange={put} />
          <TextField
            label={t('policy.holidayName')}
            className="max-w-60"
            maxLength={60}
            value={hours.dateNames[day] ?? ''}
            onChange={(event) =>
              onChange({ ...hours, dateNames: { ...hours.dateNames, [day]: event.target.value } })
            }
          />
        </>
      )}
    </section>
  )
}
