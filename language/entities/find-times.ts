import { hanNumber, readNumber } from './read-number.ts'

export interface FoundTime {
  start: number
  end: number
  /** Minutes since midnight. */
  minute: number
  /** “Tonight at midnight” is tomorrow's. */
  nextDay?: boolean
}

const hour = `(\\d{1,2}|${hanNumber})`
const part = '(凌晨|清晨|早上|早晨|一早|上午|中午|下午|傍晚|晚上|夜里|半夜|今晚|昨晚|明晚|今早|明早)'
/** 下午三点半, 15点20分, 8点一刻; “三点” alone may be three remarks, so it needs a part of the day or minutes. */
const han = new RegExp(
  `(?:${part}的? ?)?${hour}(?:点钟?|时)(?:(半)|(一刻|三刻)|整|(\\d{1,2}|${hanNumber})分?)?(?![\\d个件条米星意建议长间])`,
  'g',
)
const clock = new RegExp(
  `(?:${part} ?)?(?<![\\d:.])([01]?\\d|2[0-3])[:]([0-5]\\d)(?::[0-5]\\d)?(?: ?([ap])\\.?m\\b\\.?)?(?![\\d:])`,
  'g',
)
const english = /(?<![\d.:$#-])(1[0-2]|0?[1-9]) ?([ap])\.?m\b\.?|\b(noon|midnight)\b/g

const isLate = (word: string | undefined) => word !== undefined && /下午|傍晚|晚/.test(word)

function minuteOf(
  hours: number,
  minutes: number,
  word?: string,
): { minute: number; nextDay?: boolean } | undefined {
  if (hours > 24 || minutes > 59) return undefined
  if (word !== undefined && /晚|夜/.test(word) && (hours === 12 || hours === 24))
    return { minute: minutes, nextDay: true }
  if (isLate(word) && hours < 12) return { minute: (hours + 12) * 60 + minutes }
  if (word === '中午' && hours < 3) return { minute: (hours + 12) * 60 + minutes }
  return { minute: (hours % 24) * 60 + minutes }
}

function readHan(match: RegExpExecArray): FoundTime | undefined {
  const [all, word, hours = '', half, quarter, minutes] = match
  const isPlain = word === undefined && half === undefined && quarter === undefined && minutes === undefined
  // “三点” and “15时” alone say too little; “8点” and “三点钟” are times.
  if (isPlain && !/点钟$/.test(all) && !/^\d{1,2}点$/.test(all)) return undefined
  const value = readNumber(hours)
  if (value === undefined || !Number.isInteger(value)) return undefined
  const extra =
    half !== undefined
      ? 30
      : quarter === '一刻'
        ? 15
        : quarter === '三刻'
          ? 45
          : minutes === undefined
            ? 0
            : (readNumber(minutes) ?? 99)
  const found = minuteOf(value, extra, word)
  return found === undefined ? undefined : { start: match.index, end: match.index + all.length, ...found }
}

function readClock(match: RegExpExecArray): FoundTime | undefined {
  const [all, word, hours, minutes, half] = match
  const value = Number(hours)
  const found =
    half === undefined
      ? minuteOf(value, Number(minutes), word)
      : { minute: ((value % 12) + (half === 'p' ? 12 : 0)) * 60 + Number(minutes) }
  return found === undefined ? undefined : { start: match.index, end: match.index + all.length, ...found }
}

function readEnglish(match: RegExpExecArray): FoundTime {
  const [all, hours, half, word] = match
  const minute =
    word === 'noon' ? 720 : word === 'midnight' ? 0 : ((Number(hours) % 12) + (half === 'p' ? 12 : 0)) * 60
  return {
    start: match.index,
    end: match.index + all.length,
    minute,
    ...(word === 'midnight' ? { nextDay: true } : {}),
  }
}

/** The first time of day at or behind a place; with `end`, the one that belongs to the day standing there (start to end). */
export function findTime(text: string, start: number, end?: number): FoundTime | undefined {
  const all: FoundTime[] = []
  for (const [pattern, read] of [
    [han, readHan],
    [clock, readClock],
    [english, readEnglish],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      const found = read(match)
      if (found !== undefined && (end !== undefined || found.start >= start)) all.push(found)
    }
  }
  all.sort((a, b) => a.start - b.start || b.end - a.end)
  if (end === undefined) return all[0]
  for (const found of all) {
    // 昨晚八点: the part of the day is in the day's own word.
    if (found.start >= start && found.start < end && found.end > end)
      return { ...found, start, end: found.end }
    const behind = text.slice(end, found.start)
    if (found.start >= end && /^(?:[ ,]*(?:at|around|about|的|大概|大约|差不多)?[ ,]*)$/.test(behind))
      return lateBy(text.slice(start, end), { ...found, start })
    const ahead = text.slice(found.end, start)
    if (found.end <= start && /^ (?:on )?$/.test(ahead)) return { ...found, end }
  }
  return undefined
}

/** “Tonight 8点”, 昨晚 8:30: the day's word tells the half of the day. */
function lateBy(day: string, found: FoundTime): FoundTime {
  if (found.minute >= 720 || !/晚|night/.test(day)) return found
  return found.minute < 60 ? { ...found, nextDay: true } : { ...found, minute: found.minute + 720 }
}
