import { normaliseText } from '../text/normalise.ts'

const chineseAsk =
  /转(一下|接|给|到)?(个)?(人工|真人|客服)|人工(客服|服务|坐席|座席|接待|帮|来|在吗|在不在|呢|$)|(找|要|叫|换|接|喊|来|上|给我|需要|有没有|有|能有|跟|和|联系)(个|一下|一个|你们|你们的)?(真人|活人|人工|真的人|客服人员|人来|大活人)(?!费|智能|安装|维修|操作|审核|干预|检查|录入|成本|降雪|降雨|呼吸|增雨|湖|草|皮|耳蜗|授精|心脏|合成|养殖)|真人(客服|服务|在吗|在不在|接待)|不(要|想|跟|和|需要|想跟|想和|要跟)(跟|和)?(机器|机器人|智能客服|自动回复|ai)|别(让|用|拿)?(机器人|ai)|(是|有)(人|活人|真人)(在)?(吗|没|么)$|^(有人(吗|没|么|在吗|不)|人工|人呢|客服呢|真人|人工人工)[?？!！。~]*$|(机器人|机器)(给我)?(滚|走开|一边)|(找|叫|联系|接)(你们|你们的|一下)?客服|(跟|和|找|接|换|叫)(个|一个)?(懂的|能管事的|会的|正常)?人(讲话|说话|聊|说|问问|处理|解决|来)|(接|换|找)个(懂的|能管事的)?人($|[啊吧呀行好])|转仁工|人工智障|客服人呢|接线员|^喂?(有人|客服)(莫|没|不|在不在|在吗|在么)$|真的?客服|zhuanrengong|zrg$/
const chineseNot =
  /人工(智能|费|成本|降雨|授精|呼吸|湖|草|皮革|合成|养殖|耳蜗|增雨|降雪)|人工(维修|安装)?费|(要不要|是不是(要|该|得)?|需不需要|必须|只能|一定要)(打|找|联系|转)/

const person =
  '(?:human|person|people|somebody|someone|agent|representative|rep|operator|advisor|adviser|supervisor|manager|human being|staff member|employee|member of staff|customer service|customer support|support team)'
const kind =
  '(?:(?:a|an|the|your|any|one of your|another|some|real|actual|live|human|true|proper|customer|service|support|call cent(?:er|re)|senior)\\s+)*'
const englishAsk = [
  new RegExp(
    `\\b(?:connect|transfer|put|hand|pass|redirect|switch|forward|route|escalate)(?:ed|red|s|ing|ring)?\\b[a-z' ]{0,30}\\s(?:to|with)\\s+${kind}(?:human|agent|representative|rep|operator|advisor|adviser|supervisor|manager|customer (?:service|support)|support team|live person|real person)\\b`,
  ),
  new RegExp(
    `\\b(?:speak|talk|chat|(?:connect|transfer|put|pass|hand|redirect|switch|forward|route)\\s+me)(?:ing)?\\b(?:\\s+(?:over|through|on|up|directly|right now|now|back))*\\s+(?:to|with)\\s+${kind}${person}\\b`,
  ),
  new RegExp(
    `\\b(?:want|need|get|give|gimme|bring|find|let me have|would like|i'd like|can i have|could i have|prefer)\\b(?:\\s+me)?\\s+${kind}(?:human|real person|live person|actual person|live agent|human agent|real agent|live representative|agent|representative|operator|human being|advisor|customer service rep(?:resentative)?)\\b(?!\\s+(?:resources|rights|error|readable))`,
  ),
  /^(?:please\s+)?(?:a\s+)?(?:human|agent|representative|operator|real person|live agent|live person|human agent|human please|agent please|representative please|real human|live chat)[\s.!?]*(?:please|pls|now)?[\s.!?]*$/,
  /\b(?:is there|are there|are you)\s+(?:a|an|any)?\s*(?:real|actual|live)?\s*(?:human|real person|person|people|someone|somebody|anyone)\s+(?:there|here|available|i can (?:talk|speak))/,
  /\b(?:stop|no more|hate|sick of|don't want|do not want|not)\b[^.?!]{0,24}\b(?:talk(?:ing)?\s+to|speak(?:ing)?\s+(?:to|with)|with)\s+(?:a|the|this|an)?\s*(?:bot|robot|machine|chatbot|computer|ai)\b/,
  /\b(?:let me|can i|could i|may i|i want to|i need to|i wanna)\s+(?:speak|talk)\s+(?:to|with)\s+(?:someone|somebody|anyone|a person|people)\b/,
]
const englishNot =
  /\b(?:human resources|human rights|real estate agent|travel agent|insurance agent|agent of|user agent|cleaning agent)\b|\b(?:do|must|should|would|will) i (?:have to |need to |still need to |really have to )?(?:speak|talk|call)\b|\b(?:speak|talk|transfer|send|give|pay)[^.?!]{0,40}\b(?:money|funds|cash|payment)\b[^.?!]{0,20}\bto\b/

/** True where the customer asks for a person, in English or Chinese. A rule: it is asked before any model and always wins. */
export function wantsHuman(text: string): boolean {
  const message = normaliseText(text)
  if (message.length === 0) return false
  const compact = message.replace(/[\s,，。.!！、]+/g, '')
  if (chineseAsk.test(compact) && !(chineseNot.test(compact) && !/转人工|真人|活人|人工客服/.test(compact)))
    return true
  // Asking what one talks to is curiosity, not a wish.
  if (/\bam i (?:talking|speaking|chatting)\b/.test(message)) return false
  if (englishNot.test(message) && !/\b(?:real|live|actual) (?:person|human|agent)\b/.test(message))
    return false
  return englishAsk.some((pattern) => pattern.test(message))
}
