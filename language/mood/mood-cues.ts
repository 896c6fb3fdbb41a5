/**
 * What tells of a mood besides the words' own n-grams: punctuation, capitals, drawn-out letters, and families of words that
 * people use alike. Each cue has a strength from 0 to 1; the learner finds out what it is worth.
 */
type Cue = (raw: string, text: string) => number

const some = (count: number, most: number) => Math.min(count, most) / most
const matches = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0
const says =
  (pattern: RegExp): Cue =>
  (_, text) =>
    pattern.test(text) ? 1 : 0

function capitals(raw: string): number {
  const words = raw.match(/\b[A-Za-z']{2,}\b/g) ?? []
  const loud = words.filter((word) => word === word.toUpperCase() && word.length > 2).length
  return words.length === 0 || loud === 0 ? 0 : some(loud / words.length + loud / 6, 1)
}

/** In order: the place of a cue is part of a stored model. */
export const moodCues: readonly Cue[] = [
  (raw) => (/[!！]/.test(raw) ? 1 : 0),
  (raw) => some(Math.max(0, matches(raw, /[!！]/g) - 1), 4),
  (raw) => (/[?？]/.test(raw) ? 1 : 0),
  (raw) => some(Math.max(0, matches(raw, /[?？]/g) - 1), 3),
  (raw) => (/[?？][!！]|[!！][?？]/.test(raw) ? 1 : 0),
  (raw) => (/\.\.\.|…|。。|、、/.test(raw) ? 1 : 0),
  (raw) => capitals(raw),
  (raw) => (/([a-zA-Z\u4e00-\u9fff])\1{2,}/.test(raw) ? 1 : 0),
  (raw) => (/[~～]/.test(raw) ? 1 : 0),
  (raw) => some(raw.length, 200),
  (raw) => (raw.length < 12 ? 1 : 0),
  // Faces.
  (raw) =>
    /(?:^|\s)(?:[:;=]-?[)D]|\^_?\^)|[\u{1F600}-\u{1F60F}\u{1F618}\u{1F642}\u{1F917}\u{1F970}\u{1F929}\u{2764}\u{1F44D}\u{1F64F}\u{1F339}\u{1F389}]/u.test(
      raw,
    )
      ? 1
      : 0,
  (raw) =>
    /(?:^|\s):'?-?[(/]|[\u{1F61E}-\u{1F61F}\u{1F622}\u{1F62D}\u{1F625}\u{1F614}\u{2639}\u{1F641}\u{1F494}]/u.test(
      raw,
    )
      ? 1
      : 0,
  (raw) => (/[\u{1F620}\u{1F621}\u{1F92C}\u{1F624}\u{1F44E}\u{1F595}\u{1F4A9}\u{1F52A}]/u.test(raw) ? 1 : 0),
  (raw) => (/[\u{1F628}\u{1F630}\u{1F631}\u{1F633}\u{1F62B}\u{1F629}\u{1F616}\u{1F623}]/u.test(raw) ? 1 : 0),
  (raw) => (/[\u{1F914}\u{1F615}\u{1F635}\u{1F937}\u{2753}]/u.test(raw) ? 1 : 0),
  // Threats and where they lead.
  says(
    /12315|12345|工商|消协|消费者协会|曝光|起诉|法院|律师|法务|报警|警察|举报|媒体|黑猫|315|银监|银保监|人行|维权|投诉|差评|sue\b|suing|lawyer|attorney|solicitor|legal action|court|police|chargeback|trading standards|ombudsman|consumer protection|bbb\b|regulator|report you|go public|complaint|one star|1 star|bad review|social media/,
  ),
  // Insults and swearing.
  says(
    /妈的|他妈|你妈|tmd|nmd|nmsl|cnm|卧槽|我靠|操你|艹|傻[逼比x叉]|sb\b|煞笔|垃圾|骗子|混蛋|王八|狗屁|放屁|滚|去死|不要脸|无耻|黑心|奸商|坑人|坑爹|恶心|缺德|脑残|智障|废物|吃屎|fuck|f\*+k|f\*\*\*|shit|bullshit|\bass(?:hole)?\b|bastard|damn|\bcrap\b|\bhell\b|idiots?\b|morons?\b|stupid|scam|crooks?|thie(?:f|ves)|fraud|liars?\b|garbage|trash|useless|incompetent|pathetic|disgusting|disgrace|wtf|clowns?\b|rubbish|rip ?off/,
  ),
  says(
    /骗|忽悠|糊弄|敷衍|推来推去|踢皮球|耍我|玩我|当我傻|欺负|lied|lying|ignor(?:e|ed|ing)|run ?around|fobbed|brush(?:ed)? off|treat(?:ed|ing)? me/,
  ),
  // How often, how long.
  says(
    /几次|多少次|好几(?:次|遍|天)|第[二三四五六七八九\d]+次|又(?:是|来|坏|错|没)|再一次|三番|一直|老是|总是|还没|还不|到现在|多久|半天|几天|一个(?:月|星期|礼拜)|(?:\d|[一二两三四五六七八九十])+(?:天|周|个月|小时)了|again|third|fourth|fifth|times|still|keeps?\b|weeks?|months|days|hours|how long|every time|over and over|yet\b/,
  ),
  // Deadlines and haste.
  says(
    /马上|立刻|立即|赶紧|赶快|尽快|快点|快快|急急|急用|着急|紧急|加急|十万火急|火烧眉毛|等不及|来不及|今天(?:就|之内|必须|内|要|得)|今晚|明(?:天|早|儿)|最晚|截止|之前要|限你|(?:\d|[一二两三半])+个?(?:小时|分钟)(?:内|之内)|现在就|等着|在线等|救急|快(?:一点|些)|asap|urgent|immediately|right now|right away|now!|today|tonight|tomorrow|deadline|hurry|emergency|at once|quickly|within (?:an|the|\d)|by (?:noon|friday|monday|tonight|tomorrow|today|the end)|can't wait|cannot wait|time.?sensitive|critical|last minute|leaving in|running out/,
  ),
  // No haste.
  says(
    /不急|不着急|不赶|慢慢来|有空|方便的时候|什么时候都行|随便问|顺便|问一下而已|只是问问|先问问|随口|以后|下次|no rush|no hurry|whenever|not urgent|take your time|just (?:wondering|curious|asking)|by the way|out of curiosity|when you (?:have|get) (?:a|the|time)|at some point|no pressure/,
  ),
  // Thanks and praise.
  says(
    /谢谢|感谢|多谢|谢啦|谢了|辛苦|给力|太好了|太棒|好评|点赞|赞|满意|贴心|靠谱|帮了?大忙|暖心|人真好|态度好|解决了|thank|thx|cheers|appreciate|grateful|lifesaver|life saver|awesome|amazing|brilliant|fantastic|wonderful|perfect|great (?:job|service|work|help)|love (?:it|this|the|your)|well done|helpful|so kind|made my day/,
  ),
  says(
    /不(?:用)?谢|谢谢你全家|我谢谢你|thanks for nothing|no thanks to you|thanks a (?:lot|bunch) for|great job (?:losing|ruining|breaking)/,
  ),
  // Worry.
  says(
    /担心|害怕|怕|慌|焦虑|着急|急死|会不会|不会(?:是|丢|没)|万一|怎么办|咋办|安全吗|靠谱吗|被盗|盗刷|丢了|没了吧|睡不着|不放心|心里没底|worr|anxious|nervous|scared|afraid|concern|panick?|freak|what if|stress|hope (?:it|nothing|i)|is it safe|lost\b|stolen|hacked|please help|desperate|terrified|can't sleep|going to lose/,
  ),
  // Not understanding.
  says(
    /不明白|没明白|不懂|看不懂|搞不懂|没懂|弄不清|搞不清|不清楚|糊涂|晕|懵|迷糊|什么意思|啥意思|到底(?:是|该|要|怎么|哪)|怎么回事|咋回事|为什么会|为啥会|怎么又|不会(?:弄|用|操作|填|搞)|不知道(?:怎么|该|哪|是|要|选)|confus|don't (?:understand|get it|get why|know (?:how|what|which|where|if))|doesn't make sense|not sure|unclear|what does .* mean|makes? no sense|lost here|puzzled|can't figure|no idea|huh\b|baffl|which one|not following|contradict/,
  ),
  // Disappointment.
  says(
    /失望|不满|遗憾|可惜|不如|以为|没想到|本来|早知道|后悔|心凉|寒心|算了|唉|哎|无语|一般般|不值|不太行|差劲|不怎么样|不好用|再也不|下次不|不会再|disappoint|expected|let ?down|regret|not what|unhappy|dissatisf|not happy|thought (?:it|you|this)|hoped|used to be|underwhelm|not worth|poor|sadly|unfortunately|never (?:again|buying)|too bad|shame|not impressed|mediocre/,
  ),
  says(
    /忍无可忍|受够|气死|火大|气炸|生气|愤怒|过分|太过分|欺人太甚|凭什么|岂有此理|什么态度|离谱|荒唐|莫名其妙|angry|furious|outrag|unacceptable|ridiculous|fed up|sick of|had enough|sick and tired|absurd|livid|joke\b|how dare|insult|worst|terrible|awful|horrible|appalling|annoy|frustrat|mad\b|hate\b|demand/,
  ),
  says(
    /[吗么嘛呢]|请问|怎么|多少|几点|哪里|哪儿|能不能|可不可以|可以.{0,6}吗|^(?:how|what|where|when|which|who|can|could|do|does|is|are|will|would|may)\b/,
  ),
  says(/^(?:请问|你好|您好|hi|hello|could you|can you|i would like|i'd like)|麻烦|劳驾|please/),
]

const strengths = new Float32Array(moodCues.length)

/** Strengths of all cues of a message; the array is used again by the next call. `text` is the normalised message. */
export function cueStrengths(raw: string, text: string): Float32Array {
  for (let at = 0; at < moodCues.length; at++) strengths[at] = (moodCues[at] as Cue)(raw, text)
  return strengths
}
