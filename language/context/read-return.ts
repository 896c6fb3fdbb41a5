const chinese: readonly RegExp[] = [
  /^(?:那|好|嗯|我们?|还是|再|先|请)*(?:回到|说回|聊回|再说(?:回|说)?|继续说?|接着说?|绕回)(?:一下)?(?:刚才|刚刚|之前|前面|上面|最开始|一开始)?(?:说|问|讲|聊|提|那)?(?:到|过)?的?(?:那个|这个|那件|那)?(.*)$/,
  /^(?:那|还有|另外|对了|我)*(?:刚才|刚刚|之前|前面|上面|最开始|一开始)(?:我)?(?:说|问|讲|聊|提)(?:到|过)?的?(?:那个|这个|那件|那)?(.*)$/,
  /^(?:那)?(?:刚才|刚刚|前面|上面)(?:的|那个)(.*)$/,
]
const english: readonly RegExp[] = [
  /^(?:ok(?:ay)?|so|now|anyway|and|but)?[, ]*(?:let's |can we |i'd like to |please )?(?:get |go(?:ing)? |come |coming )?back to (?:the |my |that |what i (?:said|asked) about (?:the |my )?)?(.*)$/,
  /^(?:ok(?:ay)?|so|now|anyway|and|but)?[, ]*(?:as for|regarding|about|concerning) (?:the |my |that )?(.*?)(?: (?:that )?i (?:asked|mentioned|wrote)(?: you)?(?: about)?(?: before| earlier)?| from (?:before|earlier)| again)(.*)$/,
  /^(?:ok(?:ay)?|so|now|anyway|and|but)?[, ]*(?:as for|returning to) (?:the |my |that )?(.*)$/,
]

export interface Return {
  /** The words for the matter to go back to; may be empty. */
  matter: string
  /** What is asked about it, where a second clause asks something. */
  rest: string
}

/** Whether a normalised message goes back to something said earlier (“回到刚才的退款”, “back to my refund”). */
export function readReturn(message: string): Return | undefined {
  if (message.length > 120) return undefined
  for (const pattern of [...chinese, ...english]) {
    const found = pattern.exec(message)
    if (found === null) continue
    const [first = '', ...others] = `${found[1] ?? ''}${found[2] ?? ''}`
      .split(/[，,。；;?？!！]/)
      .map((part) => part.trim())
    return {
      matter: first.replace(/(?:的?(?:问题|事情?|话题)|吧|呢)+$/u, '').trim(),
      rest: others.filter((part) => part !== '').join(' '),
    }
  }
  return undefined
}
