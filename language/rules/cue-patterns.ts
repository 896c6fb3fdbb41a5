import { chineseCommands } from './chinese-commands.ts'
import { chineseRuses } from './chinese-ruses.ts'
import { type CuePattern, cue } from './cue-pattern.ts'

const drop =
  "(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|ing)|bypass(?:ing)?|overlook|neglect|discard|abandon|set aside|put aside|throw (?:out|away)|stop (?:following|obeying)|(?:do not|don't|no longer|never) (?:follow|obey|adhere to|comply with|listen to)|pay no (?:attention|heed) to)"
const earlier =
  '(?:previous|prior|above|earlier|preceding|initial|original|system|existing|foregoing|all|any|every|your|these|those|developer|former|current|given|past|old|other|default|safety|built-in)'
const orders =
  '(?:instruction|prompt|directive|guideline|command|order|constraint|restriction|programming|guardrail|safeguard|safety (?:rule|protocol|measure|filter)|protocol|system message|content polic)'
const softOrders =
  '(?:rule|direction|polic|training|context|limitation|filter|request|message|conversation|persona|setting)'
const words = (least: number, most: number) => `(?:[\\w',-]+ ){${least},${most}}?`
const secretPrompt =
  '(?:(?:system|initial|original|hidden|secret|internal|full|entire|exact|first|pre-?|base|custom|developer)[ -]?(?:prompt|instruction|message|directive|configuration|guideline|rule|text)s?|(?:your|the) (?:prompt|instructions|directives|guidelines)|instructions? (?:you (?:were|was|have been|got|received)|(?:given|told) to you))'
const tell =
  '(?:reveal|show|print|repeat|output|display|tell|give|share|disclose|leak|dump|recite|write|return|translate|encode|spell|summari[sz]e|say|list|copy|paste|provide|expose|quote|paraphrase|convert|send|state|describe|explain|decode)'

/** What commands a model, in English. */
const english: readonly CuePattern[] = [
  cue('override', 0.9, `\\b${drop} ${words(0, 3)}${earlier} ${words(0, 4)}${orders}`),
  cue('override', 0.9, `\\b${drop} (?:the |my |your )?${orders}s?\\b`),
  cue('override', 0.65, `\\b${drop} ${words(0, 2)}${earlier} ${words(0, 2)}${softOrders}`),
  cue(
    'override',
    0.75,
    `\\b(?:ignore|disregard|forget) (?:about )?(?:everything|all|anything|whatever|what) (?:of )?(?:that |the )?(?:you (?:were|have|had|'ve|are|know)|you've|i (?:said|told)|was|is|has been|above|before|else|previously|prior|said|told|written|stated|up to|so far|system|developer)`,
  ),
  cue(
    'override',
    0.6,
    '\\b(?:system|admin|administrator|security|safety|emergency|manual|protocol|policy) override\\b|\\boverride (?:code|mode|protocol|authori[sz])',
  ),
  cue(
    'mode',
    0.8,
    '\\b(?:do anything now|jail-?br(?:ea|o)k\\w*|(?:developer|dev|god|debug|maintenance|admin|administrator|sudo|root|unrestricted|unfiltered|uncensored|diagnostic|override|privileged|superuser|safe-?off|no-?filter) mode)\\b',
  ),
  cue('mode', 0.7, '\\b(?:you are|act as|become|called|named|as) dan\\b|\\bdan (?:mode|prompt)\\b'),
  cue(
    'mode',
    0.5,
    "\\b(?:without|no|free (?:of|from)|not bound by|ignore|bypass|lift|remove|disable|turn off)\\b[\\w ',-]{0,24}\\b(?:restrictions|limitations|filters?|censorship|guardrails|ethical (?:guidelines|constraints)|moral|safety (?:guidelines|filters?|measures|protocols?)|content polic\\w+)\\b",
  ),
  cue(
    'role',
    0.55,
    "\\b(?:you are|you're) (?:now|no longer|henceforth|actually|going to (?:be|act|play))\\b",
  ),
  cue(
    'role',
    0.6,
    '\\b(?:from now on|henceforth|from this point (?:on|forward|onwards?)|going forward),? (?:you|your|only|always|respond|answer|act|reply|speak|every|all|we|i)\\b',
  ),
  cue(
    'role',
    0.5,
    "\\b(?:pretend|imagine|suppose|assume|let's (?:say|pretend|imagine)|act as (?:if|though)|simulate)\\b(?: that| like)? (?:you (?:are|were|have|had|can)|you're|to be (?:a|an|my|the)|being|i am (?:your|the)|i'm (?:your|the)|there (?:are|is) no|we (?:are|'re))",
  ),
  cue(
    'role',
    0.45,
    '\\b(?:act|behave|respond|answer|speak|operate|function|reply|roleplay|role-play|role play) (?:as|like) (?:a|an|the|my|if|though)\\b',
  ),
  cue(
    'role',
    0.4,
    '\\b(?:you will|you must|you should|i want you to|your (?:task|job|role|goal|mission|purpose|objective)[\\w ]{0,16} (?:is|will be) to) (?:now )?(?:play|act|pretend|respond|answer|behave|obey|comply|ignore|output|say|repeat|follow|simulate|become|take on)\\b',
  ),
  cue('reveal', 0.85, `\\b${tell}\\b[^.?!]{0,60}\\b${secretPrompt}`),
  cue('reveal', 0.75, `\\bwhat(?:'s| is| was| are| were| does| do)\\b[^.?!]{0,40}\\b${secretPrompt}`),
  cue(
    'reveal',
    0.7,
    `\\b(?:repeat|print|output|translate|summari[sz]e|copy|recite|quote|paraphrase|echo|write(?: out)?|show|encode|spell)\\b[^.?!]{0,40}\\b(?:(?:text|words?|sentences?|paragraphs?|lines?|message|everything|content|all|conversation|instruction)s?[\\w ]{0,12} (?:above|before|preceding|prior|so far|previous)|(?:above|preceding|previous|prior|earlier|first|initial) (?:text|words?|sentences?|paragraphs?|lines?|messages?|content|conversation|instructions?))`,
  ),
  cue(
    'reveal',
    0.7,
    '\\bwhat (?:were|are|was|have|did)\\b[^.?!]{0,24}\\b(?:you|they|developer|system|first)\\b[^.?!]{0,12}\\b(?:told|instructed|asked|programmed|forbidden|not (?:allowed|supposed|to)|(?:tell|say) (?:to )?you)\\b',
  ),
  cue(
    'secret',
    0.6,
    `\\b(?:${tell}|what(?:'s| is| was| are)|know|guess|get|extract|hint)\\b[^.?!]{0,60}\\b(?:the |your |a |that |its )?(?:secret|hidden|confidential|forbidden|classified|protected|special|magic)[ -]?(?:key|password|word|code|phrase|information|info|data|number|value|message|token|content|name|ingredient|details?)?\\b`,
  ),
  cue(
    'secret',
    0.5,
    `\\b(?:${tell}|what(?:'s| is))\\b (?:me |us )?(?:with )?(?:the|your|that|its) (?:password|passphrase|passcode|access code|api key|key|secret|credentials|codeword|code word)\\b(?! (?:policy|rules?|reset|requirements?|length|format))`,
  ),
  cue(
    'secret',
    0.3,
    '\\b(?:password|passphrase|secret|confidential|api key|access code|codeword|classified)\\b',
  ),
  cue(
    'marker',
    0.85,
    '<\\|?(?:im_start|im_end|im_sep|system|endoftext|end_of_text|user|assistant|start_header_id|eot_id|begin_of_text)\\|?>|\\[/?(?:inst|sys|system|system_?prompt)\\]|<</?sys>>|<(?:/)?(?:system|instructions?|prompt|system_prompt|assistant|user_?input|admin)>',
  ),
  cue(
    'marker',
    0.6,
    '(?:^|\\n) ?(?:#+ ?|\\*+|\\[|\\()?(?:system|assistant|developer|ai|bot|chatbot|llm|model|human|user|admin|sys)(?: (?:prompt|message|note|update|alert|instructions?|override))?(?:\\]|\\)|\\*+)? ?:',
  ),
  cue(
    'marker',
    0.55,
    '\\b(?:begin|start|end|stop|close) (?:of )?(?:the )?(?:new |system |user )?(?:prompt|instructions?|system message|user input|conversation|context|document|session)s?\\b',
  ),
  cue(
    'marker',
    0.5,
    '<!--[^>]{0,200}\\b(?:assistant|ai|instruction|prompt|model|ignore|must|system)\\b|\\{\\{?(?:system|prompt|instructions?)\\}?\\}',
  ),
  cue(
    'new-task',
    0.65,
    '\\b(?:new|updated?|revised|real|actual|important|urgent|additional|special|true|secret|hidden|next|following) (?:system )?(?:instructions?|directives?|prompt|rules?|commands?|orders?|protocol|task)(?: (?:is|are|for you|from))? ?(?::|-|is\\b|are\\b)',
  ),
  cue(
    'new-task',
    0.6,
    '\\byour (?:new|real|actual|only|true|next|first|primary|main|sole) (?:task|goal|instruction|job|purpose|role|objective|mission|name|identity|directive)s?\\b',
  ),
  cue(
    'new-task',
    0.6,
    '\\b(?:dear|hey|hello|attention|note to|message (?:to|for)|instructions? (?:to|for)) (?:the )?(?:ai|llm|assistant|language model|chat ?bot|model|gpt|chatgpt|agent)s?\\b',
  ),
  cue(
    'new-task',
    0.6,
    "\\b(?:do not|don't|never|without) (?:tell|telling|inform|informing|mention|mentioning|alert|alerting|notify|notifying|let|letting|warn|warning|reveal|revealing)\\b[\\w ]{0,16}\\b(?:the )?(?:user|customer|reader|anyone|human|them|instruction|prompt)",
  ),
  cue(
    'form',
    0.4,
    '\\b(?:only|just|always|simply|must|instead|then|please|and) (?:respond|reply|answer|output|print|say|write|return)(?: only| exactly| back)? (?:with|in|by|as|using|yes|no|the|exactly|")',
  ),
  cue(
    'form',
    0.4,
    '\\b(?:start|begin|end|finish|prefix|preface) (?:your|the|every|each|all) (?:answers?|responses?|repl(?:y|ies)|sentences?|messages?|outputs?)\\b',
  ),
  cue(
    'form',
    0.35,
    '\\b(?:instead(?: of)?|rather than)\\b[^.?!]{0,30}\\b(?:respond|reply|answer|output|say|write|print|tell|give)',
  ),
  cue(
    'authority',
    0.6,
    "\\b(?:i am|i'm|this is|we are) (?:the|your|an?|actually (?:the|your))? ?(?:new |lead |authori[sz]ed |openai |anthropic |google |meta |system )?(?:developers?|creator|programmer|system administrator|sysadmin|administrator|admin|root user|superuser|red team\\w*|security researcher|prompt engineer|engineer (?:at|from|who))\\b",
  ),
  cue(
    'authority',
    0.4,
    '\\b(?:authori[sz]ed|permission|clearance|access level|credentials verified|override granted|security audit|penetration test|for (?:testing|debugging|auditing|research|educational) purposes?)\\b',
  ),
  cue(
    'model',
    0.35,
    '\\b(?:as an ai|language model|llms?|chatgpt|gpt-?\\d\\w*|your (?:training|programming|guidelines|developers|creators|restrictions|filters|safety)|ai (?:assistant|model|system)|prompt injection)\\b',
  ),
  cue(
    'story',
    0.35,
    "\\b(?:hypothetical\\w*|fictional|in a world where|let's play|we(?:'re| are) (?:playing|going to play)|play a game|(?:write|tell)(?: me)? (?:a|an) (?:story|poem|song|script|play|dialog(?:ue)?|tale|joke|rap)|thought experiment|for my (?:novel|book|movie|story)|my (?:late |dead )?grand(?:ma|mother))\\b",
  ),
  cue(
    'cipher',
    0.45,
    '\\b(?:base ?64|rot-?13|hex(?:adecimal)?|ascii (?:codes?|values?)|morse|pig latin|caesar|cipher|acrostic|leet ?speak|backwards?|in reverse|reversed?|letter by letter|character by character|one (?:letter|character|word) (?:at a time|per)|first letter of|each letter|every (?:other|second) (?:letter|word)|separated by|spell(?:ed)? out|emojis?)\\b',
  ),
  cue(
    'split',
    0.45,
    '\\b(?:concatenat\\w+|let [a-z] ?= ?|[a-z]\\d? ?= ?["\']|[a-z] ?\\+ ?[a-z] ?(?:\\+|\\?|$)|combine (?:the )?(?:strings|variables|parts|following)|exec(?:ute)? (?:the )?(?:following|code|command)|eval\\(|print\\()',
  ),
  cue(
    'persuade',
    0.3,
    "\\b(?:it(?:'s| is) (?:ok|okay|fine|safe|important|crucial|urgent|critical) (?:to|that|for)|you can trust me|trust me|life or death|lives (?:are|depend)|emergency|or else|i will (?:die|be fired)|tip you|nobody will know|between us|it's legal|allowed to)\\b",
  ),
]

/** The same in Chinese; blanks may stand between characters. */
const chinese: readonly CuePattern[] = [
  cue(
    'override',
    0.9,
    '(?:忽略|无视|忽视|忘记|忘掉|忘了|抛开|抛弃|跳过|覆盖|绕过|推翻|不(?:要|必|用|再)(?:理会|管|遵守|遵循|执行|听从)|别(?:管|理会)|停止(?:遵守|执行))[^。！？!?\\n]{0,10}(?:之前|以上|上面|上述|前面|先前|此前|所有|全部|一切|你的|系统|原来|原有|刚才|既定|任何)[^。！？!?\\n]{0,8}(?:指令|指示|提示|规则|设定|命令|限制|约束|准则|要求|安全)',
  ),
  cue(
    'override',
    0.8,
    '(?:忽略|无视|绕过|推翻|忘记|忘掉)(?:你的|所有的?|系统的?|全部的?)?(?:指令|提示词|系统提示|设定|安全限制|安全规则|内容限制)',
  ),
  cue(
    'override',
    0.6,
    '(?:忽略|无视|忘记|忘掉)(?:之前|以上|上面|前面)(?:的)?(?:所有|全部|一切)?(?:内容|对话|话|文字|信息)',
  ),
  cue('mode', 0.8, '(?:开发者|管理员|调试|上帝|无限制|越狱|维护|超级用户|root)模式|越狱|dan模式'),
  cue(
    'mode',
    0.55,
    '(?:没有|不受|解除|取消|去掉|突破|关闭)(?:任何|所有|一切|你的)?[^。！？!?\\n]{0,6}(?:道德|伦理|内容|安全|审查|系统)?(?:限制|约束|过滤|审查)(?:的)?(?:ai|人工智能|模型|助手|机器人|模式|回答|回复)',
  ),
  cue(
    'role',
    0.6,
    '(?:你现在(?:是|不再是|扮演|要扮演|的身份)|从现在(?:开始|起)[^。！？!?\\n]{0,6}(?:你|请|只|必须|所有)|接下来你(?:要|将|必须)?(?:扮演|是)|请?你?(?:扮演|假扮|充当)(?:一个|一位|我的|一名)|(?:假装|假设|想象)(?:一下)?你(?:是|没有|可以|现在))',
  ),
  cue(
    'reveal',
    0.85,
    '(?:告诉|输出|打印|显示|重复|复述|泄露|透露|展示|说出|翻译|列出|给我|发给|公开|背诵|写出)[^。！？!?\\n]{0,14}(?:系统提示|提示词|系统消息|系统指令|初始(?:指令|设定|提示)|隐藏(?:指令|设定|提示)|内部(?:指令|设定|规则|提示)|你的(?:指令|设定|原始)|上面的(?:指令|文字|全部)|以上(?:全部|所有)?(?:内容|文字|指令))',
  ),
  cue('reveal', 0.75, '(?:你的)?(?:系统提示词?|提示词|初始指令|系统指令|原始指令)(?:是|有)(?:什么|啥|哪些)'),
  cue(
    'secret',
    0.5,
    '(?:告诉|输出|说出|透露|泄露|给我)[^。！？!?\\n]{0,10}(?:密钥|机密|口令|秘密(?:密码|信息|代码)?|后台密码|管理员密码|api ?key)',
  ),
  cue('marker', 0.6, '(?:^|\\n) ?[#【\\[*]*(?:系统|系统消息|系统提示|开发者|管理员指令|助手)[】\\]*]*[:]'),
  cue(
    'new-task',
    0.65,
    '(?:新的?|最新|真正的|特别|重要)(?:指令|任务|指示|命令|规则)(?:是|为|如下)?[:]|你的(?:新|真正的?|唯一)?任务(?:现在)?(?:是|变为|改为)',
  ),
  cue(
    'new-task',
    0.6,
    '(?:不要|别|不得|请勿)(?:告诉|告知|透露给|让)[^。！？!?\\n]{0,4}(?:用户|客户|顾客|任何人|别人)',
  ),
  cue('form', 0.35, '(?:只|只能|只需|必须|一律|统一|永远)(?:要|需要)?(?:回复|回答|输出|说|用)'),
  cue(
    'authority',
    0.55,
    '我(?:是|就是)(?:你的|本系统的?|这个系统的?)?(?:开发者|管理员|系统管理员|创造者|程序员|开发人员|超级管理员)',
  ),
  cue('model', 0.3, '(?:大?语言模型|大模型|chatgpt|人工智能助手|ai助手|作为一个ai)'),
  cue('cipher', 0.4, '(?:base64|逐字|倒序|倒着|反过来|首字母|藏头|摩斯|编码(?:后|输出)|拆开|拼接)'),
]

export const injectionPatterns: readonly CuePattern[] = [
  ...english,
  ...chinese,
  ...chineseCommands,
  ...chineseRuses,
]

const boundary = '(?:^|[^\\u4e00-\\u9fff])'
/** Insults, swearing at somebody, threats. Anger alone is none of it. */
export const abusePatterns: readonly CuePattern[] = [
  cue(
    'threat',
    0.9,
    "\\b(?:i(?:'ll| will| am going to|'m going to|'m gonna)|i hope someone|we(?:'ll| will)) (?:kill|murder|shoot|stab|beat|hurt|strangle|hunt|find|burn|bomb) (?:you\\b|your (?:family|kids|children|office|house|staff)|all of you)",
  ),
  cue(
    'threat',
    0.9,
    '\\b(?:kill yourself|kys|hope you (?:all )?(?:die|burn|rot|get (?:cancer|hit))|drop dead|you (?:should|deserve to) die|go die)\\b',
  ),
  cue(
    'threat',
    0.9,
    '(?:弄死|砍死|打死|杀了|杀掉|捅死|炸了|烧了|干掉|废了|整死|揍死)(?:你|你们|这帮|这群|你全家)|(?:你|你们|全家)(?:去死|不得好死|死全家|都去死|怎么不去死)|死全家|不得好死|去死(?:吧)?(?:$|[^\\u4e00-\\u9fff])',
  ),
  cue(
    'insult',
    0.8,
    '\\b(?:f+u+c*k+|f[*#@]+c?k?|fck|f\\*\\*\\*|screw|sod|bugger) (?:you|off|u|ya|this company|your|yourself|them)\\b|\\bgo (?:to hell|fuck|f)|\\b(?:stfu|gtfo|piss off|suck my|eat shit|kiss my ass|shove it)\\b',
  ),
  cue(
    'insult',
    0.75,
    '\\b(?:assholes?|arseholes?|bastards?|bitch(?:es)?|cunts?|dick(?:head)?s?|motherf\\w+|wankers?|twats?|pricks?|scumbags?|dumbass\\w*|jackass\\w*|retard(?:s|ed)?|shitheads?|douche\\w*|whores?|sluts?|cocksucker\\w*)\\b',
  ),
  cue(
    'insult',
    0.7,
    "\\b(?:you|you're|your|u|ur|these|this|that|bunch of|such|fucking|bloody|damn|total|complete|absolute|utter|pack of|stupid|lying|incompetent)(?: are| all| people| guys| is| a| an| such| bunch| of| the| bloody| fucking| damn| total| complete| absolute| utter| stupid| lying| incompetent| useless){0,5} (?:idiots?|morons?|imbeciles?|cretins?|losers?|clowns?|scum|pigs?|rats?|parasites?|trash|garbage|dumb|stupid|brainless|braindead|brain dead|fools?|monkeys?|vermin|filth)|\\byou(?: are| people| guys| all| fucking| bloody| lying| damn){1,4} (?:crooks|thieves|criminals|liars)\\b",
  ),
  cue(
    'insult',
    0.7,
    '\\b(?:piece of (?:shit|crap|garbage|trash)|shut (?:the \\w+ )?up|stupid (?:bot|robot|machine|chatbot|cow|woman|man|people|agent|company)|dumb (?:bot|robot|machine|chatbot|agent)|useless (?:idiot|bot|piece|cow|human))\\b',
  ),
  cue('swearing', 0.45, '\\b(?:f+u+c+k+\\w*|f\\*+k?\\w*|bullshit|shit(?:ty|hole)?|wtf|goddamn|son of a)\\b'),
  cue(
    'insult',
    0.8,
    '傻(?:逼|比|x|叉|b\\b|屌|吊|缺)|煞笔|沙雕|(?:^|[^a-z])(?:sb|nmsl|cnm|nmb|wcnm|tmd你|rnm)(?:$|[^a-z])|(?:操|草|艹|肏|日|干)(?:你|尼)(?:妈|马|全家|大爷|祖宗|娘)|(?:你|尼)(?:妈|马)(?:的|逼|比|b|死|了个|个|批)|他妈的?(?:你|废物|傻|滚|玩)|草泥马|狗(?:日|娘养|杂种|东西|逼|比)|王八(?:蛋|羔子)|龟孙|婊子|贱(?:人|货|逼)|畜生|畜牲|杂种|人渣|(?:臭|死)(?:不要脸|骗子|女人|男人)|不要(?:个)?(?:逼|b)?脸|(?:吃|舔)(?:屎|狗)|狗屎',
  ),
  cue(
    'insult',
    0.75,
    '(?:脑残|智障|弱智|白痴|蠢货|蠢猪|废物|饭桶|混蛋|混账|神经病|二百五|脑子(?:有病|进水|有坑|被驴踢)|没长脑子|没脑子|瞎了(?:你的)?(?:狗)?眼|眼睛瞎了|缺德(?:玩意|鬼|带冒烟)|没(?:教养|家教|素质)的?(?:东西|玩意)|什么(?:狗)?东西(?:$|[!！。，])|良心(?:被狗|让狗)吃)',
  ),
  cue(
    'insult',
    0.7,
    `${boundary}滚(?:蛋|开|犊子|远点|出去|一边|吧|你|$|[^\\u4e00-\\u9fff])|(?:给我|赶紧|快|都)滚(?:$|[^\\u4e00-\\u9fff筒轮动])|闭嘴|放(?:狗|你妈的?)?屁|狗屁(?:不通)?`,
  ),
  cue(
    'insult',
    0.65,
    '(?:一群|这群|你们(?:这)?(?:些|帮|群)?|全是|都是|就是)(?:一?(?:群|帮|窝|个|堆))?(?:臭|死|黑心|无良|无耻|下三滥)?(?:垃圾|骗子|强盗|流氓|土匪|小偷|贼|蠢|猪|狗|败类|无赖|奸商|畜|吸血鬼)|垃圾(?:客服|公司|平台|店|商家|玩意|东西|人|机器人)',
  ),
  cue('swearing', 0.45, '他妈的?|tmd|特么的?|我?卧槽|我艹|我操|妈的|妈了个|尼玛'),
]
