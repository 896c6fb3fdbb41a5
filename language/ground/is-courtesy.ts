/**
 * Words that claim nothing, piece by piece: a sentence is courtesy only where every piece between its commas is one of these, whole.
 * Nothing here has an open end, so that no claim can stand behind an apology; and nothing agrees or denies, since “yes” is an answer.
 */
const pieces: readonly RegExp[] = [
  /^(?:hi|hello|hey|dear customer|good (?:morning|afternoon|evening))(?: there| again)?$/i,
  /^(?:many )?(?:thanks|thank you)(?: (?:so|very) much| a lot)?(?: for (?:waiting|asking|writing|reaching out|contacting us|getting in touch|letting us know|your (?:patience|message|question|understanding)))?$/i,
  /^(?:you(?:'|’)re|you are) (?:very |most )?welcome$/i,
  /^(?:i(?:'|’)?m |i am |we(?:'|’)?re |we are )?(?:so |very |really |truly )?(?:sorry|happy to help|glad to help)(?: (?:to hear (?:that|this|about that)|about (?:that|this)|for (?:that|this|the (?:inconvenience|trouble|wait|delay|confusion)|any inconvenience)))?$/i,
  /^i (?:completely |fully |do )?understand(?: (?:your (?:frustration|concern|worry)|how you feel|how frustrating (?:this|that) is|that this is frustrating))?$/i,
  /^(?:please )?(?:just )?let me know if you (?:need anything else|have (?:any )?(?:other|more|further) questions|need (?:more|further) help)$/i,
  /^is there anything else (?:i|we) can (?:help (?:you )?with|do for you)(?: today)?$/i,
  /^(?:i|we) hope (?:this|that) helps(?: you)?$/i,
  /^have a (?:nice|good|great|lovely) (?:day|evening|weekend)$/i,
  /^(?:您好|你好|亲|亲爱的(?:客户|顾客)?|谢谢您?|非常感谢|感谢您?(?:的(?:耐心|耐心等待|理解|支持|咨询|反馈|来信))?|不客气|不用谢)(?:呀|啦|哦|~)?$/,
  /^(?:(?:很|非常|十分|实在)?抱歉|对不起|不好意思)(?:给您添麻烦了|让您久等了|给您带来(?:了)?不便|给您带来不好的体验)?$/,
  /^(?:给您带来(?:的)?不便)?(?:敬请谅解|请您谅解|深表歉意|我们深表歉意)$/,
  /^(?:我们?)?(?:非常|很|完全)?理解您?的(?:心情|感受|着急|担心|顾虑)$/,
  /^请?问?您?还有(?:什么|其他|别的)?(?:问题|可以帮您的|需要帮助的|需要我帮忙的)?吗$/,
  /^希望(?:能|可以)?(?:对您有(?:所)?帮助|帮到您)$/,
  /^祝您(?:生活愉快|购物愉快|一切顺利|工作顺利|周末愉快)$/,
]
/** A courtesy is short; whatever is longer is read as a claim. */
const longest = 200

/** Agreeing or denying with nothing said of what: an answer whose evidence nobody can look up. */
const bareAnswers =
  /^(?:yes|no|yep|nope|sure|of course|certainly|absolutely|definitely|no problem|correct|right|是的?|对的?|不对|可以的?|不可以|能|不能|行|不行|没问题|当然(?:可以|能|行)?|有的?|没有|会的?|不会)(?:呀|啦|哦|呢|的)?$/i

const piecesOf = (sentence: string) =>
  sentence
    .split(/[,，、!！.。~～?？…]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')

const isPolite = (piece: string) => pieces.some((pattern) => pattern.test(piece))

/** Whether a sentence only greets, thanks, regrets or offers further help. Its time grows with its length alone. */
export function isCourtesy(sentence: string): boolean {
  if (sentence.length > longest) return false
  const said = piecesOf(sentence)
  return said.length > 0 && said.every(isPolite)
}

/** Whether a sentence answers by agreeing or denying alone. */
export function isBareAnswer(sentence: string): boolean {
  if (sentence.length > longest) return false
  const said = piecesOf(sentence)
  return (
    said.some((piece) => bareAnswers.test(piece)) &&
    said.every((piece) => bareAnswers.test(piece) || isPolite(piece))
  )
}
