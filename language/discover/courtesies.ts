/** What people say around the matter, on the phone most of all. */
const words = new Set(
  (
    'hello hi hey good morning afternoon evening day night sir madam maam miss mr mrs ms name names yes yeah yep okay ok oh well so um uh please thank thanks ' +
    'excuse sorry just wondering wonder like would love wanna gonna gotta help helping assist assisting assistance need needs needing want wants wanted ' +
    "looking look trying try get getting able possible possibly can could may might will today now currently really actually me my i i'm i'd i've im id ive " +
    'calling call reaching reach customer years long time here there live lives number is are was were the a an of to in on for with your you do does did have has had it ' +
    'this that these those be been being some any great nice kindly hope hoping wish bit quick question quickly guys folks everyone everybody appreciate appreciated much very'
  ).split(' '),
)
const chinese =
  /你好|您好|请问|麻烦|谢谢|感谢|多谢|不好意思|打扰|在吗|在不在|我想|想问|问一下|问下|咨询|帮我|帮忙|帮个忙|一下子|一下|能不能|可不可以|可以|是否|那个|就是|然后|的话|亲|啊|呀|呢|吧|嘛|哦|哈|诶|唉|了/g

/** A normalised text without courtesies and numbers; what consists of them alone stays as it is. */
export function withoutCourtesies(text: string): string {
  const rest = text
    .replace(/[a-z']+/g, (word) => (words.has(word) ? '' : word))
    .replace(chinese, '')
    .replace(/\d+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return /[\p{L}]/u.test(rest) ? rest : text
}
