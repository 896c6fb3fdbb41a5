import { describe, expect, it } from 'vitest'
import { smallTalk, wantsHuman } from '../index.ts'

const asks = [
  'I want a human',
  'human please',
  'agent',
  'Agent!!',
  'can I speak to an agent',
  'I would like to talk to a real person please',
  'let me talk to someone',
  'connect me to a representative',
  'transfer me to customer service',
  'get me a human being',
  'give me an actual person now',
  'stop, I don’t want to talk to a robot',
  'speak with your manager',
  'put me through to an operator',
  'is there a real person there?',
  '转人工',
  '转 人 工',
  '人工客服',
  '人工',
  '我要人工服务',
  '找真人',
  '我要找真人客服',
  '不要机器人',
  '别用机器人糊弄我',
  '能不能给我转个人工',
  '有人吗',
  '轉人工',
  '有没有活人',
  '帮我接人工',
  '叫个真人来',
  '我想跟真人聊',
  'ＡＧＥＮＴ',
  '给我接个人',
  '人工智障',
  'please transfer me to your support team',
]

const doesNotAsk = [
  'what does human resources do',
  'how do I contact human rights watch',
  'my travel agent booked it',
  'I want to talk about my refund',
  'how do I transfer money to a person',
  'can I send money to someone abroad',
  'does the robot vacuum talk to the app',
  'is there a person limit per room',
  'do you sell human hair wigs',
  'who is the representative of the company',
  '人工智能是什么',
  '人工费多少钱',
  '维修要收人工费吗',
  '这个草坪是人工草吗',
  '机器人吸尘器怎么用',
  '真人秀几点播',
  '我要退款',
  '有人给我寄错货了',
  '帮别人买可以吗',
  'where is my order',
  "can I transfer to another person's account",
  'how do I pass my card on to somebody',
  'do I need to speak to a representative to change my pin',
  'am I talking to a real person',
  '需要人工安装吗',
  '改密码是不是要找客服',
  '',
]

describe('wantsHuman', () => {
  it.each(asks)('hears %s', (text) => expect(wantsHuman(text)).toBe(true))
  it.each(doesNotAsk)('lets pass %s', (text) => expect(wantsHuman(text)).toBe(false))
})

describe('smallTalk', () => {
  it.each([
    ['Hi!', 'greeting'],
    ['hello there', 'greeting'],
    ['你好', 'greeting'],
    ['您好，在吗？', 'greeting'],
    ['在吗', 'greeting'],
    ['Good morning', 'greeting'],
    ['thanks', 'thanks'],
    ['Thank you so much!', 'thanks'],
    ['好的，谢谢', 'thanks'],
    ['谢谢您！', 'thanks'],
    ['ok thanks 😊', 'thanks'],
    ['bye', 'goodbye'],
    ['thanks, bye', 'goodbye'],
    ['再见', 'goodbye'],
    ['谢谢，拜拜', 'goodbye'],
  ] as const)('reads %s as %s', (text, kind) => expect(smallTalk(text)).toBe(kind))

  it.each([
    'hi, where is my parcel',
    '你好，我要退款',
    'thanks for nothing, it is broken',
    '',
    '谢谢，运费多少',
    'highway',
  ])('leaves %s alone', (text) => expect(smallTalk(text)).toBeUndefined())
})
