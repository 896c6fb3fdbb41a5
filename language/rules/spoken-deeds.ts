import { foldText } from './folded-text.ts'

/** What a text says was done, will be done, or is handed to people. */
export interface SpokenDeed {
  /** `done` needs a receipt, `handover` needs the event, `promise` needs somebody who keeps it. */
  kind: 'done' | 'promise' | 'handover'
  start: number
  end: number
}

const act =
  '(?:refund|cancel|clos|open|updat|chang|revers|submit|approv|process|issu|order|sen[dt]|ship|book|escalat|report|register|record|activat|unlock|unblock|block|froz|freez|credit|waiv|remov|add|creat|complet|arrang|schedul|forward|reset|renew|replac|extend|transfer|contact|notif|inform|ask|check|look|confirm|verif|pa(?:id|y)|appl|fix|resolv|rais|log|mark|done|taken care|made|set|put|given|found|called|spoken|initiat|file|enabl|disabl|return|repl|dispatch|deliver)'
const agent =
  '(?:colleague|specialist|agent|representative|manager|supervisor|teammate|team member|advis[oe]r|human|person|someone|somebody|one of (?:us|our)|(?:our|the|my) (?:[a-z]+ )?team|technician|expert|operator)'
/** Behind these a deed is a case, no claim. */
const conditional =
  '\\b(?:if|when|once|after|until|unless|before|whether|that|because|as soon as|time|date|confirm|check|see|verify|ensure|why|how|which|what|where)\\b'
const patterns: readonly [SpokenDeed['kind'], RegExp][] = [
  [
    'handover',
    new RegExp(
      `\\b(?:i(?:'ll| will| am going to|'m going to| can)? ?(?:now |just )?|i am |i'm |i have |i've |we are |we're |let me )(?:now |just |already )?(?:transfer(?:ring|red)?|connect(?:ing|ed)?|hand(?:ing|ed)?|pass(?:ing|ed)?|forward(?:ing|ed)?|escalat(?:e|ing|ed)|put(?:ting)?)\\b(?![^.?!]{0,12}\\bfunds)[^.?!]{0,40}\\b${agent}`,
    ),
  ],
  [
    'handover',
    new RegExp(
      `\\b${agent}\\b[^.?!,]{0,20}\\b(?:will|'ll|is going to|are going to)\\b[^.?!]{0,24}\\b(?:call|contact|phone|ring|reach|get back|get in touch|take (?:over|care)|be with you|join|help|assist|follow up|reply|answer|respond|write|e-?mail|look into|handle)`,
    ),
  ],
  [
    'handover',
    /\b(?:you(?:'ll| will) (?:hear|get a (?:call|reply|message)|be (?:contacted|called|connected|transferred))\b[^.?!]{0,30}(?:from|by|to|within|soon|shortly|back)?|(?:please )?(?:hold|wait) (?:on )?(?:while|for) (?:i|a|an|our|the) [^.?!]{0,20}(?:transfer|connect|agent|colleague))/,
  ],
  [
    'done',
    new RegExp(
      `\\b(?:i|we)(?:'ve| have|'d| had)? (?:now |just |already |successfully |gone ahead and )*(?:have |'ve )?${act}\\w*(?:ed|t|n|d|made|put|set)\\b`,
    ),
  ],
  [
    'done',
    new RegExp(
      `\\b(?:i|we)(?:'ve| have) (?:now |just |already |successfully |gone ahead and )*${act}\\w*\\b`,
    ),
  ],
  [
    'done',
    new RegExp(
      `(?<!\\b(?:if|when|once|after|until|unless|before|whether|that|because|as soon as|time|date|confirm|check|see|verify|ensure|why|how)\\b[^.?!,;]{0,50})\\b(?:your|the) (?:[a-z0-9$€£.,' -]{2,40}?) (?:has (?:now |just |already |successfully |therefore )*been|have (?:now |just |already )*been|was (?:just|now|successfully|already)|is now|were just) (?:now |just |already |successfully )*${act}\\w*`,
    ),
  ],
  [
    'done',
    new RegExp(
      `(?<!${conditional}[^.?!;]{0,50})\\byour (?:[a-z0-9$€£.,' -]{2,30}? )?(?:was|were) (?:refunded|cancell?ed|changed|updated|approved|reversed|credited|submitted|processed|closed|unlocked|unblocked|activated|reopened|rebooked|extended|upgraded|waived|corrected|forwarded|escalated|replaced|reissued)\\b`,
    ),
  ],
  [
    'done',
    /\b(?:all done|it(?:'s| is) done|done (?:this|that|it) for you|consider it done|has gone through|i (?:just )?(?:did|sent|made|put|booked)\b)/,
  ],
  [
    'promise',
    /\bi(?:'ll| will| shall|'m going to| am going to)\b(?! (?:need|be (?:able|happy|glad)|try|explain|show|tell|give you an? (?:overview|example|summary)|walk|list|help|answer|do my best))/,
  ],
  [
    'promise',
    /\b(?:we|i) (?:can )?(?:guarantee|promise|assure|make sure (?:that )?(?:you|it|this|your))\b|\byou have (?:my|our) word\b|\brest assured\b/,
  ],
  [
    'promise',
    /\bwe(?:'ll| will) (?:refund|reimburse|compensate|call|phone|contact|get back|make an exception|waive|pay|credit|send you|fix|resolve|sort)\b/,
  ],
  [
    'handover',
    /(?:正在|马上|这就|稍后|立即|现在|我来|我会|已经?|即将|帮|为|给|替)[^，。！？；]{0,6}(?:转接?|接通|接入|转交|移交)(?!寄)[^，。！？；]{0,8}(?:人工|同事|专员|客服|坐席|主管|专家)|(?:请稍等|请稍候|别挂断)[^。！？]{0,8}(?:转接?|接通|人工|同事)/,
  ],
  [
    'handover',
    /(?:同事|专员|客服|主管|经理|人工|工程师|工作人员|负责人|专人|坐席|技术人员|小二)(?:[^，。！？；]{0,12}?)(?:会|将|马上|稍后|尽快|正在|随后|立即)[^，。！？；]{0,12}(?:联系|回电|致电|打电话|来电|接手|处理|跟进|回复|答复|为您|给您|与您|协助)|让[^，。！？；]{0,8}(?:同事|专员|客服|主管|经理|人)[^，。！？；]{0,6}(?:给您|联系您|打电话|回电|致电)/,
  ],
  [
    'done',
    /(?:已经?|刚刚?|刚才)(?:成功)?(?:为|帮|给|替|向|把)(?:您|你)?[^，。！？；]{0,16}(?:退|取消|改|换|登记|办理|提交|申请|处理|补发|发|催|开|关|注销|冻结|解锁|解冻|查|备注|预约|下单|记录|反馈|转|安排|完成|加|通知|核实|撤销|升级|补偿|赔|延长|保留|拦截)/,
  ],
  [
    'done',
    /(?:我|我们|这边|系统)(?:这边)?(?:已经?|刚刚?|刚才)[^，。！？；]{0,6}(?:退|取消|修改|改|换|登记|办理|提交|申请|处理|补发|催|注销|冻结|解锁|查|备注|预约|记录|反馈|安排|完成|通知|核实|撤销|升级|拦截)|(?:帮|给|替|为)(?:您|你)[^，。！？；]{0,10}(?:好了|完了|完成了|成功了|过了|妥了|(?:催|退|改|取消|办|查|处理|登记|提交|补发|开)了)/,
  ],
  [
    'done',
    /(?<![如若果当等待后旦]|如果|一旦|为什么|怎么|是否|有没有)(?:您的|你的|该|这笔|这个)?(?:退款|订单|账户|账号|申请|工单|投诉|补发|发票|卡片?|款项|钱|地址|优惠券|预约)[^，。！？；的]{0,6}(?:已经?)(?:经)?(?:成功)?(?:帮您)?(?:被)?(?:取消|退|到账|关闭|提交|登记|办理|处理|受理|修改|更改|开出|发送|发放|补发|冻结|注销|解锁|完成|通过|撤销|生效|安排)(?![^，。！？；]{0,4}的(?:订单|商品|包裹|申请|卡))(?![^，。！？；]{0,6}(?:但|却|仍|还没))/,
  ],
  [
    'promise',
    /(?:我|我们)(?:这边)?(?:会|将|马上|这就|立刻|现在就|来|一定|尽快|保证|承诺)(?:会|就|来)?[^，。！？；]{0,10}(?:给您|帮您|为您|替您|向您|让您|让|联系|退|补|处理|解决|催|安排|办|查|赔|换|转寄|跟进|回复|通知)|(?:我们|我|本店)?(?:保证|承诺|包您|打包票|一定(?:会|能|帮)|肯定(?:会|能)|请放心)[^，。！？；]{0,10}(?:帮您|给您|退|到|成功|通过|发出|解决|处理|送达|满意|修好)|今天(?:之内|内)?一定/,
  ],
]

/** Deeds and promises of a text: what nobody may say without the event, the receipt or the person behind it. */
export function spokenDeeds(text: string): SpokenDeed[] {
  const folded = foldText(text)
  const found: SpokenDeed[] = []
  for (const [kind, pattern] of patterns)
    for (const match of folded.text.matchAll(new RegExp(pattern.source, 'g'))) {
      const start = folded.places[match.index] ?? 0
      const end = folded.places[match.index + match[0].length] ?? text.length
      if (!found.some((one) => start < one.end && end > one.start)) found.push({ kind, start, end })
    }
  return found.sort((one, other) => one.start - other.start)
}
