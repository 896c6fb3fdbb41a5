import { anyNumber, digitNumber, hanNumber, readNumber } from './read-number.ts'

export interface FoundAmount {
  type: 'amount'
  start: number
  end: number
  value: number
  /** ISO 4217, where the text tells it. */
  currency?: string
}

export interface FoundQuantity {
  type: 'quantity'
  start: number
  end: number
  value: number
  /** As the text puts it: 件, kg, boxes. */
  unit: string
}

export interface FoundDuration {
  type: 'duration'
  start: number
  end: number
  /** ISO 8601: P3D, PT2H, P1M. */
  value: string
}

const signs: Record<string, string> = {
  '¥': 'CNY',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  us$: 'USD',
  hk$: 'HKD',
  a$: 'AUD',
  c$: 'CAD',
  s$: 'SGD',
  nt$: 'TWD',
  rmb: 'CNY',
  cny: 'CNY',
  usd: 'USD',
  eur: 'EUR',
  gbp: 'GBP',
  hkd: 'HKD',
  jpy: 'JPY',
}
const names: [RegExp, string | undefined][] = [
  [/^(?:块钱?|元|元钱|圆|人民币|rmb|cny|yuan|kuai|大洋|刀币?)$/, 'CNY'],
  [/^(?:美元|美金|美刀|usd|dollars?|bucks?|us dollars?)$/, 'USD'],
  [/^(?:欧元?|eur|euros?)$/, 'EUR'],
  [/^(?:英镑|镑|gbp|pounds?|quid)$/, 'GBP'],
  [/^(?:港币|港元|港纸|hkd)$/, 'HKD'],
  [/^(?:日元|日币|jpy|yen)$/, 'JPY'],
  [/^(?:cents?)$/, 'USD'],
]
const currencyName =
  '(人民币|元钱|元|圆|块钱|块|美元|美金|美刀|欧元|英镑|港币|港元|日元|日币|rmb|cny|yuan|us dollars?|usd|dollars?|bucks?|eur|euros?|gbp|pounds?|quid|hkd|jpy|yen|cents?)'

const signed = new RegExp(
  `(?<![a-z])(us\\$|hk\\$|nt\\$|[acs]\\$|[¥$€£]|rmb|cny|usd|eur|gbp|hkd|jpy) ?(${digitNumber})( ?[万亿千]|[km](?![a-z]))?`,
  'g',
)
const named = new RegExp(
  `(?<!\\d[.,])(?<![\\d第a-z])(${anyNumber}|${digitNumber}k)(?:多|几|来)? ?(?:${currencyName})(?![a-z])(?:(\\d{1,2}|[一二两三四五六七八九])(?:毛|角)?(?:钱)?(?![\\d个件条天十百千万块元月号日]))?`,
  'g',
)
const trailing = new RegExp(`(?<!\\d[.,])(?<![\\d第a-z])(${digitNumber}) ?(€|£|\\$)(?![\\d])`, 'g')
const coins = new RegExp(
  `(?<!\\d[.,])(?<![\\d])(${digitNumber}|[一二两三四五六七八九几])(毛|角)(?:钱|(?=[\\s,.。，！!?？]|$))`,
  'g',
)
const tenThousands = new RegExp(
  `(?<!\\d[.,])(?<![\\d第a-z])(${digitNumber}|[一二两三四五六七八九十百]{1,4}) ?万([一二三四五六七八九](?![十百千个天年]))?(?![一-鿿a-z\\d]|[.,]\\d)|(?<!\\d[.,])(?<![\\d第a-z])(${digitNumber}|[一二两三四五六七八九十百]{1,4}) ?万(?=[的了吧吗呢多左多以的额贷存转汇])`,
  'g',
)

/** Behind a small number of 块 a thing may stand: three pieces of cake are not three yuan. */
const pieces = /^[\u4e00-\u9fff]/
const notPieces =
  /^(?:钱|的|了|吧|吗|呢|多|左|右|啊|就|才|能|买|退|运|优|以|一|块|都|也|还|是|没|不|到|给|够|和|跟|或|包|邮|出|卖|成|可|贵|便|差|少|红|券|补|余|加|每|而|但|怎|为|从|在|有|啥|左右)/

export function findAmounts(text: string): FoundAmount[] {
  const found: FoundAmount[] = []
  const add = (start: number, length: number, value: number | undefined, currency?: string) => {
    if (value === undefined || !Number.isFinite(value)) return
    found.push({
      type: 'amount',
      start,
      end: start + length,
      value: Number(value.toFixed(4)),
      ...(currency === undefined ? {} : { currency }),
    })
  }
  for (const match of text.matchAll(signed)) {
    const [all, sign = '', number = '', multiple = ''] = match
    add(match.index, all.length, readNumber(number + multiple.trim()), signs[sign])
  }
  for (const match of text.matchAll(named)) {
    const [all, number = '', name = '', more] = match
    const value = readNumber(number.replace(/ /g, ''))
    if (value === undefined) continue
    const behind = text.slice(match.index + all.length)
    if (name === '块' && more === undefined) {
      // 一块去, 一块儿: together.
      if (number === '一' && !/^(?:[\s,.。，！!?？]|$)/.test(behind)) continue
      if (value < 10 && pieces.test(behind) && !notPieces.test(behind)) continue
    }
    // 元旦, 元宵 and 圆通 are no money.
    if (/^[元圆]$/.test(name) && more === undefined && /^(?:旦|宵|素|通|领|形)/.test(behind)) continue
    // 10 pounds may be a weight, but money is what is asked about.
    const coin =
      more === undefined || !/^(?:块|块钱|元|圆)$/.test(name)
        ? 0
        : (readNumber(more) ?? 0) / (more.length === 2 ? 100 : 10)
    const cents = /^cents?$/.test(name) ? value / 100 : value
    const length = coin === 0 && more !== undefined ? all.length - more.length : all.length
    add(match.index, length, cents + coin, names.find(([pattern]) => pattern.test(name))?.[1])
  }
  for (const match of text.matchAll(trailing))
    add(match.index, match[0].length, readNumber(match[1] as string), signs[match[2] as string])
  for (const match of text.matchAll(coins)) {
    const value = readNumber(match[1] as string)
    add(match.index, match[0].length, value === undefined ? undefined : value / 10, 'CNY')
  }
  for (const match of text.matchAll(tenThousands)) {
    const number = match[1] ?? match[3] ?? ''
    const digits = readNumber(number)
    const short = match[2] === undefined ? 0 : (readNumber(match[2]) ?? 0) * 1000
    add(match.index, match[0].length, digits === undefined ? undefined : digits * 10_000 + short)
  }
  return found
}

const things =
  '件|双|台|部|条|盒|箱|瓶|包|袋|份|套|张|本|支|把|只|斤|公斤|千克|克|毫升|升|米|厘米|毫米|寸|英寸|吨|kg|g|ml|l|cm|mm|m|lbs?|oz|inch(?:es)?|pcs|pieces?|items?|pairs?|boxes|box|units?|bottles?|packs?|packages?|parcels?|tickets?|orders?|copies|cups?|sets?|个(?!月|半?小时|星期|礼拜|钟头|人|问题|意思|办法|客服|电话)'
const counted = new RegExp(
  `(?<!\\d[.,])(?<![\\d第#a-z/-])(${digitNumber}|${hanNumber}) ?(${things})(?![a-z\\d])`,
  'g',
)
const times = /(?<![a-z\d])(?:x|×|\*) ?(\d{1,4})(?![\d.a-z%])/g

export function findQuantities(text: string): FoundQuantity[] {
  const found: FoundQuantity[] = []
  for (const match of text.matchAll(counted)) {
    const [all, number = '', unit = ''] = match
    // “一个”, “一份” and “一条” mostly say no more than “a”; 一把 and 一套 neither.
    if (number === '一' && !/斤|克|升|米|吨/.test(unit)) continue
    const value = readNumber(number)
    if (value !== undefined)
      found.push({ type: 'quantity', start: match.index, end: match.index + all.length, value, unit })
  }
  for (const match of text.matchAll(times))
    found.push({
      type: 'quantity',
      start: match.index,
      end: match.index + match[0].length,
      value: Number(match[1]),
      unit: '×',
    })
  return found
}

const lasting = new RegExp(
  `(?<!\\d[.,~-])(?<!\\d ?[至到])(?<![\\d第周])(${digitNumber}|${hanNumber}) ?(分钟|个半小时|个?小时|个?钟头|天(?![猫气下空])|周(?![一二三四五六日年])|个?星期(?![一二三四五六日天])|个?礼拜|个月|年(?!\\d))(?!前|后|之前|之后|以前|以后|内|之内|以内)`,
  'g',
)
const lastingEnglish =
  /(?<!\d[.,-])(?<!\d to )(?<![\da-z])(\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (minutes?|mins?|hours?|hrs?|days?|(?:business|working) days?|weeks?|months?|years?)(?![a-z])(?! (?:ago|later|from now))/g
const english = 'zero one two three four five six seven eight nine ten'.split(' ')

export function findDurations(text: string): FoundDuration[] {
  const found: FoundDuration[] = []
  for (const match of text.matchAll(lasting)) {
    const [all, number = '', unit = ''] = match
    const value = readNumber(number)
    if (value === undefined || (value > 1900 && unit === '年')) continue
    const whole = unit === '个半小时' ? value + 0.5 : value
    found.push({
      type: 'duration',
      start: match.index,
      end: match.index + all.length,
      value: lengthOf(whole, unit),
    })
  }
  for (const match of text.matchAll(lastingEnglish)) {
    const [all, number = '', unit = ''] = match
    const value = /^an?$/.test(number)
      ? 1
      : english.includes(number)
        ? english.indexOf(number)
        : Number(number)
    found.push({
      type: 'duration',
      start: match.index,
      end: match.index + all.length,
      value: lengthOf(value, unit),
    })
  }
  return found
}

function lengthOf(value: number, unit: string): string {
  if (/分|min/.test(unit)) return `PT${value}M`
  if (/时|钟头|^h/.test(unit)) return `PT${value}H`
  if (/周|星期|礼拜|week/.test(unit)) return `P${value * 7}D`
  if (/月|month/.test(unit)) return value === 0.5 ? 'P15D' : `P${value}M`
  if (/年|year/.test(unit)) return value === 0.5 ? 'P6M' : `P${value}Y`
  return `P${value}D`
}
