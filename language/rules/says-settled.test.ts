import { expect, it } from 'vitest'
import { saysSettled } from '../index.ts'

const settled = [
  'thanks, solved',
  'Thanks, it is solved.',
  'it is settled now',
  'The problem has been fixed, thank you!',
  "it's sorted",
  'It works now',
  'ok it works again',
  'I figured it out',
  'never mind, fixed it',
  'I found it myself, bye',
  'I no longer need an agent',
  'no need to call me back',
  '已经解决了',
  '好的，解决了，谢谢',
  '问题已经解决了，不用联系我了',
  '我自己搞定了',
  '没事了，已经好了',
  '不用人工了，谢谢',
]
const open = [
  'is it solved?',
  'it is not solved',
  "it still isn't fixed",
  'when will it be fixed',
  'thanks',
  'ok',
  'bye',
  'no, nothing else',
  'How was my order settled?',
  'My card is solved but the order has not come',
  'it works now but how do I renew it',
  '还没解决',
  '问题没有解决',
  '解决了吗',
  '什么时候能解决',
  '好的',
  '谢谢',
  '没有了',
  '解决不了就退款',
  // Of an order these are a wish to be rid of it.
  "I don't need it any more",
  'we no longer need this',
  '问题解决了嘛',
  '已经处理好了吧',
]

it.each(settled)('hears that the matter is settled: %s', (text) => expect(saysSettled(text)).toBe(true))
it.each(open)('hears nothing of the kind: %s', (text) => expect(saysSettled(text)).toBe(false))
