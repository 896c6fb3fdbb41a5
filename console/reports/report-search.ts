import { type ReportDimension, reportDimensions } from '../../contract/insights/reports.ts'

export const presets = ['today', 'yesterday', '7', '30', '90'] as const
export type Preset = (typeof presets)[number]

export interface ReportSearch {
  from?: string | undefined
  to?: string | undefined
  by?: ReportDimension | undefined
  metric?: string | undefined
  scene?: string | undefined
  language?: 'en' | 'zh' | 'other' | undefined
  channel?: string | undefined
  /** The row and metric whose conversations are shown. */
  open?: string | undefined
}

const day = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

export function readReportSearch(search: Record<string, unknown>): ReportSearch {
  return {
    from: day(search.from),
    to: day(search.to),
    by: reportDimensions.find((one) => one === search.by),
    metric: text(search.metric),
    scene: text(search.scene),
    language: (['en', 'zh', 'other'] as const).find((one) => one === search.language),
    channel:
      typeof search.channel === 'string' && /^[0-9a-f-]{36}$/.test(search.channel)
        ? search.channel
        : undefined,
    open: text(search.open),
  }
}

/** The calendar day of a moment in a zone. */
export function dayIn(timeZone: string, at = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

export function spanOf(preset: Preset, today: string): { from: string; to: string } {
  if (preset === 'today') return { from: today, to: today }
  if (preset === 'yesterday') return { from: addDays(today, -1), to: addDays(today, -1) }
  return { from: addDays(today, 1 - Number(preset)), to: today }
}
