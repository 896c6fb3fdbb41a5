import { normaliseText } from '../text/normalise.ts'
import { smallTalk } from './small-talk.ts'

/** Nobody says so little in so many words. */
const longest = 80

/** Whole pieces that say that the matter is done with: it works, or it is not wanted any more. */
const english = [
  "(?:(?:my |the |this |that )?(?:problem|issue|matter|question|case|order|thing|it|everything|all|that|this)(?:'s|s)? ?(?:is |was |are |has been |have been |got |been )*(?:now |already |all |finally |just )*)?(?:solved|resolved|sorted|settled|fixed|cleared up|dealt with|taken care of|sorted out)(?: (?:now|already|itself|by itself|on its own|then|for me|meanwhile|in the meantime))*",
  "(?:it|everything|that|this|all)(?:'s| is|s)? (?:now |finally )?(?:works?|working|worked)(?: (?:now|again|fine|out|for me|perfectly))*",
  "(?:i(?:'ve| have)? |we(?:'ve| have)? )?(?:just |now |already |finally )*(?:solved|fixed|sorted|found|figured|worked|resolved|did|managed|got) (?:it|this|that|the (?:problem|issue|answer|solution))(?: (?:out|myself|on my own|by myself|now|already|working|sorted|done|ourselves))*",
  "(?:i |we )?(?:no longer|don't|do not|dont) need (?:anyone|anybody|a person|a human|an agent|you|help|a reply|an answer|any help|to (?:talk|speak) to (?:anyone|anybody|someone|a person))(?: (?:any ?more|now|any longer))*",
  '(?:you |they )?(?:no|not) need (?:to|for) (?:reply|answer|call|come back|get back|call back|contact)(?: (?:to )?me)?(?: (?:any ?more|now|back))*',
]
const chinese = [
  '(?:我)?(?:的)?(?:这个|这边|那个)?(?:问题|事情|事儿?|订单)?(?:我?自己)?(?:都|已经|刚刚?|现在|终于|也)*(?:解决|搞定|弄好|处理好|办好|搞好|修好|找到|处理完|弄完|恢复|可以用|能用)(?:好)?了',
  '(?:我)?(?:自己)?(?:已经|现在)?(?:好了|可以了|没事儿?了|没问题了|正常了)',
  '(?:你们|现在)?(?:不用|不需要|不必|无需|别)(?:再)?(?:人工|客服|真人|联系我|回复我?|回我?|处理|帮忙|帮我?|打给我|给我打电话|麻烦你?们?|管)(?:客服)?了',
]
const whole = new RegExp(`^(?:${[...english, ...chinese].join('|')})$`)
const negated =
  /\b(?:not|n't|never|isn't|hasn't|unsolved|unresolved|nobody)\b|(?:没|没有|未|还没|不能|解决不)/
/** Said by the way; 吧 and 嘛 behind what is settled may ask whether it is. */
const ending = /[啊呀哦噢哈呢啦的哟哇哒滴]+$/
const leading =
  /^(?:ok(?:ay)?|thanks?|thank you|great|good|hi|hello|so|and|but|oh|well|now|actually|好的?|嗯+|哦|谢谢|那)\s*/

/** True where a message says no more than that the matter is settled, however politely: "it works now, thanks", “已经解决了”. */
export function saysSettled(text: string): boolean {
  const message = normaliseText(text)
  if (message.length === 0 || message.length > longest || /[?？]/.test(message)) return false
  const pieces = message
    .split(/[,.!;，。！；~～…\n]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
  let settled = false
  for (const piece of pieces) {
    if (isSettled(piece)) settled = true
    else if (smallTalk(piece) === undefined) return false
  }
  return settled
}

function isSettled(piece: string): boolean {
  const bare = piece.replace(leading, '').replace(ending, '')
  return [piece, bare, bare.replace(/ /g, '')].some(
    (one) => whole.test(one) && (!negated.test(one) || /need|不用|不需要|不必|没事|没问题/.test(one)),
  )
}
