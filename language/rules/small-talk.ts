import { normaliseText } from '../text/normalise.ts'

const parts: [RegExp, 'greeting' | 'thanks' | 'goodbye'][] = [
  [
    /^(再见|拜拜|拜|88|886|下次再聊|回见|先这样|那先这样|晚安|不聊了|bye|goodbye|bye bye|good bye|see you|see ya|see you later|cya|take care|good night|have a (nice|good|great) (day|one|evening|weekend))$/,
    'goodbye',
  ],
  [
    /^((非常|太|十分|多|真的)?(感谢|谢谢|谢了|谢啦|多谢)(你|您|了|啦|哈|啊|亲|你们|老板|您了|帮忙|你的帮助|您的帮助)*|谢|3q|thx|ty|tysm|tks|thanks?|cheers|thanks? (you|u)|(thanks|thank you|thank u)( (so|very) much| a lot| a bunch| again| for (your|the|all your) help| for that| anyway| a million| mate| friend)*|many thanks|much appreciated|i appreciate it|appreciate it|辛苦了|辛苦你了|麻烦了|麻烦你了|好的谢谢|好谢谢|ok谢谢|嗯谢谢|行谢谢|知道了谢谢|明白了谢谢|great thanks|ok thanks|okay thanks|ok thank you|perfect thanks|perfect thank you|great thank you|got it thanks|awesome thanks)$/,
    'thanks',
  ],
  [
    /^((hi|hello|hey|hiya|howdy|yo|greetings|good (morning|afternoon|evening|day)|morning|evening|hi there|hello there|hey there|what's up|sup|how are you|how are you doing)( (there|everyone|all|team|guys|again|assistant|bot))?|(你|您|大家|早上|上午|中午|下午|晚上|亲)好(啊|呀|哇|亲)?|早|早安|早啊|哈喽|哈罗|嗨|嘿|喂|hello啊|在吗|在么|在不|在不在|亲在吗|你好在吗|您好在吗|有人吗在吗|嗨你好|hi你好|hello你好|亲|亲亲|hi在吗)$/,
    'greeting',
  ],
]

/** Says nothing by itself and may stand beside the rest. */
const filler =
  /^(好|好的|好滴|好吧|嗯|嗯嗯|行|哦|噢|知道了|明白了|了解|ok|okay|great|perfect|got it|cool|alright|all right|awesome|nice|sure|yes|no)$/

const noise = /(?:[\s,.!?~;:'"，。！？～、…：；)(）（\-_*\p{Extended_Pictographic}]|\ufe0f|\u200d)+/gu

/** The kind of small talk a message consists of; undefined as soon as it says anything else. */
export function smallTalk(text: string): 'greeting' | 'thanks' | 'goodbye' | undefined {
  const message = normaliseText(text)
  if (message.length === 0 || message.length > 60) return undefined
  const pieces = message
    .split(/[,.!?;，。！？；~～…\n]+/)
    .map((piece) => piece.replace(noise, ' ').trim())
    .filter((piece) => piece.length > 0)
  let found: 'greeting' | 'thanks' | 'goodbye' | undefined
  for (const piece of pieces) {
    const kind = kindOf(piece) ?? kindOf(piece.replace(/ /g, ''))
    if (kind === undefined && filler.test(piece)) continue
    if (kind === undefined) return undefined
    found = stronger(found, kind)
  }
  return found
}

function kindOf(piece: string): 'greeting' | 'thanks' | 'goodbye' | undefined {
  return parts.find(([pattern]) => pattern.test(piece))?.[1]
}

/** "Hi, thanks, bye" says goodbye. */
function stronger<T extends 'greeting' | 'thanks' | 'goodbye'>(first: T | undefined, second: T): T {
  if (first === undefined || first === 'greeting') return second
  return first === 'goodbye' ? first : second === 'goodbye' ? second : first
}
