import { simplify } from '../text/traditional.ts'

/** What stands for a direction, a duty or a kind of event, however it is said; `qq` because no word begins so. */
export const marks = {
  least: 'qqleast',
  most: 'qqmost',
  over: 'qqover',
  under: 'qqunder',
  before: 'qqbefore',
  after: 'qqafter',
  must: 'qqmust',
  may: 'qqmay',
  charged: 'qqcharged',
  higher: 'qqhigher',
  lower: 'qqlower',
  grow: 'qqgrow',
  shrink: 'qqshrink',
  on: 'qqon',
  off: 'qqoff',
  yes: 'qqyes',
  no: 'qqno',
  soon: 'qqsoon',
  late: 'qqlate',
  ours: 'qqours',
  yours: 'qqyours',
} as const

/** Marks that cannot both be said of the same thing. */
export const contraries: Readonly<Record<string, readonly string[]>> = {
  [marks.least]: [marks.most],
  [marks.most]: [marks.least],
  [marks.over]: [marks.under],
  [marks.under]: [marks.over],
  [marks.before]: [marks.after],
  [marks.after]: [marks.before],
  [marks.must]: [marks.may],
  [marks.may]: [marks.must],
  [marks.higher]: [marks.lower],
  [marks.lower]: [marks.higher],
  [marks.grow]: [marks.shrink],
  [marks.shrink]: [marks.grow],
  [marks.on]: [marks.off],
  [marks.off]: [marks.on],
  [marks.yes]: [marks.no],
  [marks.no]: [marks.yes],
  [marks.soon]: [marks.late],
  [marks.late]: [marks.soon],
  qqonly: ['qqalso'],
  qqalso: ['qqonly'],
  [marks.ours]: [marks.yours],
  [marks.yours]: [marks.ours],
}

type Phrase = readonly [pattern: RegExp, becomes: string]
const english = (words: string, becomes: string): Phrase => [
  new RegExp(`(?<![a-z0-9])(?:${words})(?![a-z0-9])`, 'g'),
  ` ${becomes} `,
]
const chinese = (words: string, becomes: string): Phrase => [new RegExp(words, 'g'), ` ${becomes} `]

/** Read in this order: what is longer or could be mistaken comes first. `not` is the one negation, in both languages. */
const phrases: readonly Phrase[] = [
  english("can't|cannot|can not|unable to|not able to", 'not can'),
  english("won't", 'not will'),
  english("shan't", 'not shall'),
  [/n't(?![a-z])/g, ' not '],
  english('not only|not just', 'qqalso'),
  english('only|solely|exclusively', 'qqonly'),
  english(
    'a minimum of|at least|no less than|not less than|no fewer than|at or above|no lower than|at no less than|or more|minimum|min\\.|lowest|or higher',
    marks.least,
  ),
  english(
    'within(?= (?:an? |[$\\d]|one|two|three|four|five|six|seven|eight|nine|ten|half))|inside(?= \\d)|at most|up to|no more than|not more than|a maximum of|as many as|as much as|as long as (?=[\\da])|at or below|maximum|max\\.|or less|or lower|in no more than|highest',
    marks.most,
  ),
  english('more than|goes? over|exceed(?:s|ed|ing)?|greater than|beyond', marks.over),
  english('above', marks.over),
  english('less than|falls? short of|lower than|fewer than|short of', marks.under),
  english('below|under(?= [$£€]?\\d)', marks.under),
  english('over(?= [$£€]?\\d)', marks.over),
  english('prior to|before|ahead of', marks.before),
  english('after some (?:days|time)', marks.late),
  english('after|following', marks.after),
  english(
    'does not have to|do not have to|not have to|not need to|not required to|not must|need not',
    'not qqmust',
  ),
  english(
    'must|has to|have to|needs to|need to|(?:is |are )?(?:required|needed|necessary|mandatory)',
    marks.must,
  ),
  english('optional(?:ly)?|may|might', marks.may),
  english(
    'free of charge|at no (?:extra |additional )?(?:cost|charge)|for free|costs? nothing|no (?:extra )?charge|without (?:a )?(?:fee|charge)|waive(?:s|d)?|waiving|(?:is|are|be) dropped|complimentary|(?<!toll[- ]|fee[- ])free(?![- ]of| up)',
    `not ${marks.charged}`,
  ),
  english('no ((?:[a-z]+ ){0,2})(?:fee|charge)s?', `not ${marks.charged} $1 fee`),
  english('(?:fee|charge)s? (?:is|are) not charged', `not ${marks.charged} fee`),
  english(
    'charged|(?<!(?:be|is|are|was|were|been|get|gets|not|being|have|has|and|who|amount|fees?|can) )paid(?= [a-z])|costs?',
    marks.charged,
  ),
  english('higher', marks.higher),
  english('lower|reduced', marks.lower),
  english('increas(?:e|es|ed|ing)|raise[sd]?', marks.grow),
  english('decreas(?:e|es|ed|ing)', marks.shrink),
  english('enabl(?:e|es|ed|ing)|(?:turn|switch)(?:s|ed|ing|es)? on|activat(?:e|es|ed)', marks.on),
  english('disabl(?:e|es|ed|ing)|(?:turn|switch)(?:s|ed|ing|es)? off|deactivat(?:e|es|ed)', marks.off),
  english('ineligible', 'not eligible'),
  english('not approved by you|unapproved|unauthori[sz]ed', 'unauthorized'),
  english('approv(?:e|es|ed)', marks.yes),
  english('declin(?:e|es|ed)|rejected|refused|denied', marks.no),
  english('immediate(?:ly)?|at once|straight ?away|right away|instant(?:ly)?|the moment', marks.soon),
  english('no longer', 'not'),
  english('never|without|nobody|no one|none|nothing|no', 'not'),
  english('neither|nor', 'not'),
  english('keep(?:s|ing)? an eye on', 'monitor'),
  english('make sure|sure', 'verify'),
  english('get in touch with|reach out to|ask our support team', 'contact support'),
  english('things you buy|what you buy', 'purchases'),
  english('look through|look at', 'review'),
  english('by itself|on its own|by themselves', 'automatically'),
  english('send in|hand in', 'submit'),
  english('as a rule', 'usually'),
  english('in the course of|throughout', 'during'),
  english('for good', 'permanently'),
  english('as well|too', 'also'),
  english('as for|as far as|is concerned|are concerned|what applies as|you can count on', ''),
  // 付款后 is no 之后 of its own: only the words that mean an order in time.
  chinese('不少于|不低于|至少|最少|最低|起步|及以上|以上|起(?=[，。；]|$)', marks.least),
  chinese('没问题|没有问题|无误|合格', '通过'),
  chinese('不退货|(?:不用|无需|不必)(?:寄回|退货|退回)', '仅退款'),
  chinese(
    '不超过|最多|最高|最长|最久|至多|上限|以内|之内|内(?=[就可能会都给开发回退处审告办完验通填寄付联申上到即统，。、；免可重一的])',
    marks.most,
  ),
  chinese('不足|未满|不满(?=\\d)|不到(?=\\d)|不到的|不够的|不够(?=[\\d，])|低于|少于', marks.under),
  chinese('超过|超出|高于|多于|(?<!不)满(?=\\d)|够(?=\\d)', marks.over),
  chinese('之前|以前', marks.before),
  chinese('之后|以后', marks.after),
  chinese('无需|不用|不必|不需要|不需|用不着', `not ${marks.must}`),
  chinese('不能|不可以|不可(?!逆)|无法|不支持|暂不|不得|不会|没法|无权|不接受|不允许|不开放', 'not can'),
  chinese('不含|不包括|不包含|不在', 'not 包含'),
  chinese('必须|须|需要|需(?!求)|务必|一定要', marks.must),
  chinese('可以|能够|可(?!能)|能(?![力量])|支持', 'can'),
  chinese('免运费|包邮|不收费|不另收费|不要钱|免费|不收(?=人工|运|手|费)', `not ${marks.charged}`),
  chinese(
    '收取|收费|付费|另付|多付|加收|要收|(?<!签|验|揽|回|接|代|查|吸)收(?=[^到货件入集藏录听据款，。]|\\d)',
    marks.charged,
  ),
  chinese('本店承担|我们承担|我们出|由我们|我方承担|本店负责', marks.ours),
  chinese('您承担|您来出|您出|自理|自付|由您|客户承担', marks.yours),
  chinese('没有|没|未(?!来)|勿|别(?!的)|并非|绝不|从不|不再|非(?!常)', 'not'),
  chinese('立即|立刻|马上|即时|即刻', marks.soon),
  chinese('大概|大约|约(?!定)|左右|一般|通常', ''),
]

/** One spelling for what means the same: width, case, script, dashes, and the phrases above. Numbers and links stay as they are. */
export function foldPhrases(text: string): string {
  let folded = plainFold(text)
  for (const [pattern, becomes] of phrases) folded = folded.replace(pattern, becomes)
  return folded
}

export function plainFold(text: string): string {
  return simplify(
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\u2018\u2019\u02bc`]/g, "'")
      .replace(/[\u2010-\u2015\u2212~～]/g, '-')
      .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, ''),
  )
}
