/** What a message that asks nothing of the company's knowledge does in a conversation. */
export const smallTalks = [
  /** The answer was none: “答非所问”, "that didn't help". */
  'unhelped',
  /** What the assistant is for. */
  'ability',
  /** Who or what is talking. */
  'identity',
  /** A question will follow. */
  'opening',
  'goodbye',
  /** Nothing else is wanted. */
  'finished',
  /** The customer will be a while. */
  'pausing',
  'thanks',
  /** Praise and good wishes. */
  'pleasantry',
  'greeting',
  'dissent',
  'assent',
  /** Heard and understood. */
  'acknowledged',
] as const
export type SmallTalk = (typeof smallTalks)[number]

const particles = '[啊呀哦噢哈呢吧啦嘛的哟哇呗呐滴哒哩咯喔~]*'

/** Whole pieces of a message, folded; Chinese ones may end in particles. */
const phrases: Record<SmallTalk, { en: string[]; zh: string[] }> = {
  unhelped: {
    en: [
      "(?:that|this|it|which) (?:(?:really |still )?(?:didn't|did not|doesn't|does not|didnt|doesnt)) (?:really )?(?:help|work|answer (?:my|the) question|answer (?:me|that|it)|make (?:any )?sense)(?: me)?(?: at all)?",
      "(?:that|this|it)(?:'s| is| was|s) not (?:really )?(?:what i (?:asked|meant|mean|want|wanted|said|need|needed)(?: for| about)?|what i'm asking|what i am asking|it|right|correct|helpful|true|my question|my problem|an answer|the answer|the (?:right|same) (?:thing|one))",
      'not (?:helpful|what i (?:asked|meant|wanted)(?: for)?|the answer|my question|right|correct)',
      "(?:that|this|it)(?:'s| is| was|s) (?:wrong|useless|unhelpful|incorrect|rubbish|nonsense|no help|not helping)",
      "(?:you|u) (?:didn't|did not|didnt|haven't|have not|aren't|are not|don't|do not|dont|never) (?:really )?(?:answer(?:ed|ing)?(?: (?:me|my question|the question|that|it))?|understand(?: (?:me|my question|that|it|anything))?|get (?:it|me)|listening|listen(?: to me)?|helping(?: me)?|help(?: me)?|make sense)",
      "(?:you|u)(?:'re| are|r) (?:so |really |completely |totally )?(?:useless|stupid|dumb|an idiot|no help|not helping|not helpful|unhelpful|wrong|hopeless|terrible|awful|rubbish|the worst)",
      '(?:so |totally |completely )?(?:useless|stupid|dumb|terrible|rubbish)(?: (?:bot|robot|machine|thing|answer|assistant))?',
      "wrong(?: answer)?|incorrect|still (?:not working|doesn't work|no luck|not helpful|the same)|no help(?: at all)?",
      "(?:i )?(?:don't|do not|dont|didn't) (?:understand|get)(?: (?:you|this|that|it|what you mean|the answer))?|what do you mean|huh|what",
    ],
    zh: [
      '(?:你)?(?:这|都|又|完全|根本|纯属|简直)?(?:是)?答非所问',
      '你?(?:根本|完全|压根|还是|都|并|也)?(?:没有?|不)(?:回答|解答|解决|听懂|看懂|理解|明白|懂|回复|get)(?:到)?(?:我|我的|我说的)?(?:的)?(?:问题|意思|话|重点)?',
      '我?(?:还是|完全|根本)?(?:没|看不|听不|没看|没听|不太|搞不|不)(?:懂|明白|理解)(?:你的意思|你说的|你在说什么)?',
      '不是(?:这个|那个|这)(?:意思|问题)?|不是我(?:想|要)?(?:问|说|要)的?(?:问题|意思)?|我(?:问|说|要|想问)的?(?:不是|并不是)(?:这个|那个|这)|我不是(?:问|说|要|想问)(?:这个|那个|这)|我不是(?:这个|那个)意思',
      '不对|不太对|(?:你)?(?:回答|答|说|搞|弄)?错了|(?:回答|答案|说的|说得)不对',
      '(?:还是|根本|完全|也|这|都)?(?:没用|没有用|不管用|没帮助|没有帮助|没帮上忙?|没解决|没有解决|解决不了|没有解决问题|没解决问题|不解决问题)',
      '(?:你)?(?:真|好|太|这么|怎么这么|可真|真是太|真的好)(?:笨|蠢|傻|差劲|垃圾|没用|智障|不智能)了?|笨死了|(?:人工)?智障|垃圾(?:机器人|客服|智能客服)?|(?:什么)?(?:破|烂|垃圾)(?:机器人|客服|系统|玩意儿?|智能客服)',
      '你?(?:说|讲|答)的?(?:是)?(?:什么|啥)(?:意思|东西|玩意儿?|鬼)?|什么意思|啥意思|啥|什么|听不懂人话吗?|废话|(?:说了)?(?:等于|跟|和)没说(?:一样)?|(?:别|不要)再?(?:重复|复读)了?|复读机|怎么(?:又|还|老|总)是(?:这个|这句|一样的|这些)',
    ],
  },
  ability: {
    en: [
      '(?:so )?what (?:can|could|do|are) (?:you|u)(?: able to| actually)? (?:do|help|offer|answer|assist)(?: (?:me|us))?(?: (?:with|about))?(?: for me)?',
      '(?:so )?what (?:can|should|may|could) i (?:ask|do|say)(?: (?:you|here|to you))?(?: (?:about|for|with))?',
      'how (?:can|could|do) (?:you|u) (?:help|work|assist)(?: me)?(?: (?:today|with))?',
      'what (?:\\S+ ){0,4}(?:can|could|may|should) i ask(?: you)?(?: (?:about|for|here|today|help|with))*|what (?:\\S+ ){0,4}(?:can|could|do) (?:you|u) (?:help|assist|answer|know|do)(?: (?:me|us|with|for|about|today|here))*',
      '(?:what|which) (?:kinds?|sorts?|types?) of (?:questions?|things?|stuff) (?:can|could) (?:i ask|you answer|you do|you help with)(?: you)?',
      "what (?:are|is) (?:you|this chat) (?:for|good for|good at)|what do you know(?: about)?|what are your (?:functions|features|capabilities|skills)|what(?:'s| is) your (?:purpose|job)",
    ],
    zh: [
      '(?:那)?(?:你|您|你们|这里|这个)(?:都|还|到底)?(?:能|会|可以|能够)(?:帮我|帮忙|为我|给我)?(?:做|干|办|提供|回答|处理|解决|帮|查|答)?(?:些)?(?:什么|啥|哪些|点啥|点什么)(?:事|事情|问题|服务|忙|东西)?',
      '(?:那)?(?:你|您|你们)(?:都)?有(?:什么|啥|哪些)(?:功能|用|用处|本事|服务|作用|能力)|(?:都)?有(?:什么|啥|哪些)(?:功能|服务)',
      '(?:我)?(?:都)?(?:能|可以)(?:问|跟|和)(?:你|您)?(?:聊|问)?(?:些)?(?:什么|啥|哪些)(?:问题)?|(?:你|您)(?:都)?(?:知道|懂|了解)(?:些)?(?:什么|啥|哪些)|(?:你|您)(?:是)?(?:干|做)(?:什么|啥)(?:用)?的?',
    ],
  },
  identity: {
    en: [
      '(?:so )?(?:are|r) (?:you|u) (?:really |actually |just |even )?(?:(?:a|an|the|some) )?(?:real |actual |live |living |automated |chat ?)?(?:bot|robot|human|human being|person|machine|ai|a\\.i\\.|computer|computer program|program|chatbot|real|agent|someone real|automated)(?:(?:,)? or (?:are you )?(?:(?:a|an) )?(?:real )?(?:bot|robot|human|person|machine|ai|computer|real|real person|not))?',
      '(?:is|was) (?:this|that|it) (?:(?:a|an) )?(?:real |actual |live )?(?:bot|robot|human|person|machine|ai|chatbot|computer|automated(?: (?:system|reply|chat|message))?)',
      '(?:am i|are we) (?:really |actually )?(?:talking|speaking|chatting|writing|texting) (?:to|with) (?:(?:a|an) )?(?:real |actual |live )?(?:bot|robot|human|human being|person|machine|ai|computer|chatbot|someone real)(?: or (?:(?:a|an) )?(?:real )?(?:bot|robot|human|person|machine|computer))?',
      '(?:\\S+ ){0,5}(?:(?:are|r|is|if|was) (?:you|u|this|it|that)|am i)(?: \\S+){0,5} (?:bot|robot|human|human being|machine|ai|computer|chatbot|real person|live person|program)(?: or (?:\\S+ ?){1,6})?',
      "(?:\\S+ ){0,4}(?:what|whats|what's|tell|know|have|give|say|got)(?: \\S+){0,4} (?:your|ur) (?:full |real |actual |first )?name(?: (?:please|again|is|be))?",
      '(?:who|what company|which company) (?:\\S+ ){0,2}(?:made|built|created|designed|programmed|developed|trained|coded|invented|manufactured) (?:you|u)(?: (?:and why|please|first|exactly))?',
      "(?:who|what) (?:are|r) (?:you|u)|who (?:is|'s) this|who am i (?:talking|speaking|chatting) (?:to|with)|(?:what|wat)(?:'s| is|s) (?:your|ur) name|do you have a name|(?:can|may|could) i (?:have|know|ask) your name|what (?:should|can|do|may) i call you|(?:tell me )?your name",
      "who (?:made|built|created|designed|programmed|developed|wrote|trained|coded|invented) (?:you|u)|(?:are|r) (?:you|u) (?:chat ?gpt|gpt)|(?:you|u)(?:'re| are) (?:just )?(?:a |an )?(?:bot|robot|ai|machine)(?: right| aren't you)?",
    ],
    zh: [
      '(?:你|您|这|这边|这里|对面|对方|那边)?(?:到底|究竟|真的|现在)?(?:是不是|是否是|难道是|应该是|该不会是|是)(?:一?个)?(?:机器人|真人|人工|人工智能|ai|人机|智能客服|机器|自动回复|活人|人|人类|电脑|程序|chatgpt|gpt|真的人|系统)(?:客服|回复|在回复)?(?:吗|么|还是(?:一?个)?(?:真人|人工|机器人|人|机器|ai)(?:客服)?)?',
      '(?:你|您)(?:到底)?是(?:谁|哪位|什么人|干嘛的|什么)|(?:你|您)?哪位|(?:你|您)(?:叫|姓)(?:什么|啥)(?:名字|名)?|(?:请问)?(?:您)?(?:怎么|如何)称呼(?:您|你)?|您?贵姓|(?:你|您)的?名字(?:是什么|叫什么|是啥|叫啥)?|(?:请问)?(?:你|您)有名字吗',
      '(?:是)?谁(?:创造|制造|发明|开发|做|造|设计)(?:了|出)?(?:你|您)(?:的|出来的)?',
    ],
  },
  opening: {
    en: [
      "(?:i (?:have|had|got|have got)|i've got|got) (?:(?:a|an|another|one more|some|few|couple of|a few|a couple of|quick|more) )*(?:quick |small |simple |general )?(?:question|questions|query|queries|problem|problems|issue|issues|request|concern)(?: (?:for you|to ask|to ask you|please|about something))?",
      '(?:can|could|may|will|would) (?:i|you|u) (?:please )?(?:ask|help)(?: (?:me|you|us|u))?(?: (?:out|something|a question|some questions|one more (?:thing|question)|another question|a quick question|with something|with (?:a|an) (?:problem|issue|question)|please|here))*',
      '(?:a )?(?:quick|another|one more|one) question|(?:i )?(?:need|want|would like|require|could use)(?: (?:some|a bit of|a little|your))? (?:help|assistance|support)(?: (?:please|here|with something))?|(?:please )?help(?: me)?(?: out)?(?: please)?',
      "(?:i )?(?:want|wanted|would like|need|i'd like|'d like|wish) to (?:ask|know|inquire|enquire)(?: (?:you |about )?(?:something|a question|some(?: things?)?))?|i'd like to ask(?: you)?(?: (?:something|a question))?",
      "(?:are|r) (?:you|u) (?:still )?(?:there|here|online|awake|available|listening)|(?:still )?there|can you (?:hear|see|read) me|excuse me|question|let me ask(?: you)?(?: something)?|why (?:are|do) you not (?:answer|answering|reply|replying|respond|responding)(?: me)?|why (?:aren't|don't) you (?:answer|answering|reply|replying|respond|responding)(?: me)?|(?:please )?(?:answer|reply|respond) (?:me|to me|please)(?: please)?",
    ],
    zh: [
      '(?:我)?(?:想|要|来|想要|有事想|有事要|有事)(?:请)?(?:问|咨询|请教|打听|了解)(?:你|您|你们)?(?:一下|下|一?个问题|一?个事儿?|点事情?|点问题|几个问题|些问题|问题|个问题|一些问题)?',
      '(?:请)?(?:问|咨询|请教|打听)(?:你|您|你们)?(?:一下|下|一?个问题|一?个事儿?|点事情?|点问题|几个问题|些问题)|请问|咨询',
      '(?:我)?(?:这边|这里)?(?:还)?(?:有|遇到)(?:一)?(?:个|点|些|几个|件)?(?:小)?(?:问题|事|事情|事儿|疑问|疑惑)(?:想|要|需要|要来|想来)?(?:请)?(?:问|咨询|请教|了解|找)?(?:一下|下)?(?:你|您|你们)?(?:一下|下)?',
      '(?:请|麻烦|可以|能|能不能|可不可以|可否|能否)?(?:你|您)?(?:来)?(?:帮帮我|帮帮忙|帮个忙|帮忙|帮我个忙|帮我一下|帮我下|帮下我|帮下忙|帮一下我|帮我)(?:一下|看看)?(?:吗|么|不)?|需要帮助|我需要帮助|求助|救命',
      '(?:亲|请问|你好|您好)?(?:有人)?(?:还)?在(?:吗|么|不|嘛|不在|没)|(?:你|您)(?:还)?在(?:吗|么|听吗|线吗|不在|不)|(?:你|您)?(?:怎么|为什么|为啥|咋)(?:还)?(?:不|没|没有)(?:回|理|说话|回复|回答|反应|回话|理人|出声)(?:我|人|话|信息|消息)?(?:了)?|(?:快|赶紧)?(?:回|理|回复)(?:我|一下|一下我|下我|复我)(?:一下)?|说话|喂',
    ],
  },
  goodbye: {
    en: [
      "bye|good ?bye|bye bye|byebye|see you|see ya|see you (?:later|soon|around|tomorrow|next time)|cya|later|take care|farewell|so long|cheerio|ciao|good night|goodnight|have a (?:nice|good|great|lovely|wonderful) (?:day|one|evening|weekend|night|time|rest of your day)|talk to you later|ttyl|(?:i )?(?:have to|gotta|got to|must) go(?: now)?|i(?:'m| am) (?:leaving|off)(?: now)?|until next time|adios|peace out|catch you (?:later|soon)|(?:it was|it is|it's been) (?:so |really |very )?(?:nice|great|good|lovely|a pleasure) (?:talking|speaking|chatting|meeting|seeing)(?: (?:to|with))? you(?: (?:goodbye|bye|today))?|(?:talk|speak|chat) (?:to|with) you (?:soon|later|again|tomorrow)(?: (?:soon|later))?",
    ],
    zh: [
      '再见|拜拜|拜|88|886|下次再聊|下次见|回见|回聊|先这样|那先这样|那就先这样|晚安|不聊了|我先走了|先走了|我走了|我下了|先下了|告辞|走了|再会',
    ],
  },
  finished: {
    en: [
      "(?:no )?(?:i think )?(?:that's|thats|that is|that was|that will be|that'll be|this is) (?:all|it|everything)(?: (?:for now|for today|from me|i (?:needed|need|wanted|want)(?: to know)?|i have|then))?",
      'nothing(?: (?:else|more|further|really))?(?: (?:for now|right now|today))?|no (?:more|other|further) (?:questions|problems|issues)|nothing (?:else )?(?:i need|to ask)',
      "i(?:'m| am| think i'm) (?:all )?(?:good|done|fine|set|sorted|okay|ok)(?: (?:now|for now|then))?|(?:all|we're all|we are) (?:done|set|sorted|good)(?: here| now)?",
      "never ?mind|nevermind|nvm|forget (?:it|about it|that)|don't (?:worry|bother)(?: about it)?|no (?:thanks|thank you|thx|need|worries|problem|need to)|not (?:right )?now|not any ?more|(?:it's|its|that's) not (?:needed|necessary)(?: any ?more)?|i don't need (?:anything|it|that|help)(?: else| any ?more)?",
    ],
    zh: [
      '(?:暂时|现在|目前|我)?(?:没有?)(?:什么|啥|别的|其他的?|其它的?|任何)?(?:别的|其他)?(?:问题|事|事情|事儿|疑问|要问的|需要|想问的|了)?(?:了)',
      '(?:暂时|现在|目前|我)?(?:没有?)(?:什么|啥|别的|其他的?|其它的?|任何)(?:别的|其他)?(?:问题|事|事情|事儿|疑问|要问的|需要|想问的)?(?:了)?|暂时没有?(?:问题|事)?',
      '(?:暂时|现在|我|已经)?(?:不用|不需要|不必|不问|不麻烦|不想问|用不着)(?:你|您|你们)?了|不需要|不用|不必|不了|不麻烦|(?:那)?就(?:这些|这样|这个|这么着|这一个)(?:吧|了)?|(?:那)?算了(?:吧)?|问完了|(?:我)?没事儿?了?|那没事了',
    ],
  },
  pausing: {
    en: [
      '(?:please )?(?:(?:just|give me|wait|hold on|hang on|one|a|an|1|couple|few|another|two|2) )+(?:sec|second|seconds|moment|moments|minute|minutes|min|mins)(?: please)?|(?:please )?(?:wait|hold on|hang on)(?: (?:up|please|for me|a bit|there))?|brb|be right back|afk',
      "let me (?:just )?(?:check|see|think|look|have a look|take a look|find (?:it|out)|get (?:it|that))(?: (?:it|that|this|first|again|about it|into it|for it))?|i(?:'ll| will| am going to|'m going to) (?:be (?:right )?back|think about it|think it over|have a look|check|see|get back to you|come back|look)(?: (?:later|soon|it|that|first|into it|again|on that))*|i need to (?:think|check|go)(?: (?:about it|first|that|it))?|not yet|in a (?:bit|minute|moment|second)",
    ],
    zh: [
      '(?:请)?(?:稍等|等等|等一等|等一下|等下|等会儿?|等一会儿?|等我|稍候|慢着|别急|先不急)(?:一下|下|片刻|会儿?|一会儿?|我|我一下|几分钟)?',
      '(?:那)?(?:我|让我|容我)?(?:先|再|先再|自己)?(?:看看|想想|想一下|想一想|考虑(?:一下|下|考虑|看看)?|问问|找找|查查|确认一下|核实一下|看一下|看下|研究一下|研究研究|琢磨琢磨)(?:再说)?|我(?:先)?去?(?:看看|看一下|看下|找找|问问|拿一下|查一下|确认一下)',
      '(?:我)?(?:先)?(?:去)?(?:吃饭|忙|开会|洗澡|上个厕所|接个电话|睡觉|上班|干活)(?:了|一下|去|会儿?|去了)?|(?:我)?(?:等会儿?|待会儿?|晚点|回头|一会儿?|稍后|过会儿?|改天|下次|明天)(?:再)?(?:说|聊|问|联系|来|看|找你|找您|弄|来问)|(?:我)?马上(?:回来|来|好)',
    ],
  },
  thanks: {
    en: [
      '(?:thanks?|thank (?:you|u)|thx|ty|tysm|tks|thnx|cheers|many thanks|much appreciated|i (?:really )?appreciate (?:it|that|this|your help)|appreciate it|much obliged|grateful)(?: (?:so|very|really) much| (?:a (?:lot|bunch|million|ton)|loads|tons|again|anyway|then|mate|buddy|friend|man|dear|sir|madam|everyone|team|guys|all|heaps)| for (?:your|the|all|all your|that|this|everything)(?: (?:help|time|information|info|answer|support|quick (?:reply|answer|response)|assistance|patience))?| for (?:helping|answering|explaining|being so helpful|being helpful|clearing that up|letting me know|checking|looking into (?:it|that))(?: \\S+){0,3})*',
      'thanks that (?:helps|helped|worked|is all)(?: (?:a lot|me))?',
    ],
    zh: [
      '(?:非常|太|十分|多|真的?|好的|行|嗯|很)?(?:感谢|谢谢|谢了|谢啦|多谢|谢|3q|蟹蟹|谢谢谢谢)(?:你|您|了|啦|哈|啊|亲|你们|老板|帮忙|客服|小姐姐|小哥哥|的帮助|的解答|你的?(?:帮助|回复|解答|耐心)|您的?(?:帮助|回复|解答|耐心))*|辛苦(?:了|你了|您了|啦)|麻烦(?:了|你了|您了|你们了)|有劳了?|感激不尽|感恩',
    ],
  },
  pleasantry: {
    en: [
      "(?:you(?:'re| are|'ve been| have been)|that(?:'s| is| was)|this (?:is|was)|it was|what an?) (?:so |really |very |super |just |most )?(?:great|awesome|the best|helpful|amazing|kind|nice|wonderful|brilliant|useful|good|perfect|smart|excellent|fantastic|lovely|very helpful|clever)(?: (?:help|bot|service|answer|assistant))?(?: thanks)?",
      '(?:very |really |so )?(?:helpful|useful|impressive)|good (?:bot|job|work|robot)|well done|nice (?:work|job|one|bot|to meet you|talking to you)|great (?:service|job|help|work|bot|answer|support)|(?:i )?(?:love|like) (?:it|you|this|that)|well (?:said|played)|bravo',
      "happy (?:new year|birthday|holidays?|easter|friday|weekend|thanksgiving|halloween)(?: to you)?|merry christmas|happy new year|season's greetings|congratulations|congrats|good luck|(?:i'm|i am) (?:good|fine|well)(?: thanks| thank you)?(?: and you| how are you)?|you too|same to you|(?:you are |you're )?welcome|no problem at all|sorry(?: about that)?|(?:my )?apologies|my bad|pardon",
    ],
    zh: [
      '(?:祝)?(?:你|您|大家|你们)?(?:新年|新春|春节|元旦|中秋|中秋节|国庆|国庆节|端午|端午节|圣诞|圣诞节|元宵节|节日|周末|生日|双节|六一|五一|七夕|情人节|妇女节|劳动节|儿童节)(?:快乐|好|愉快|安康|大吉)|恭喜发财|万事如意|身体健康|过年好|(?:祝)?(?:你|您)?(?:工作|生活|生意)(?:顺利|愉快|兴隆)|加油|祝好',
      '(?:你|您|你们|这|服务|态度)?(?:真|好|很|太|挺|非常|可真|也太|真是太|真的很|真的)(?:棒|好|不错|厉害|聪明|贴心|耐心|专业|给力|可爱|优秀|智能|好用|靠谱|赞|快|高效|方便|强|温柔|周到|细心|及时|人性化)(?:了)?|好评|五星好评|点赞|给你点赞|(?:服务)?(?:真)?不错|棒棒的?|棒|赞|牛|厉害|666*|给力|优秀',
      '对不起|不好意思|抱歉|打扰了?|不客气|不用谢|不谢|没关系|客气了?|您客气了?|你也是|您也是|同祝|同乐|也祝你',
    ],
  },
  greeting: {
    en: [
      "(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|morning|evening|afternoon|what's up|whats up|sup|wassup|how(?:'s| is) it going|how are (?:you|u|things)(?: (?:doing|today|doing today))?|how do you do|how(?:'s| is) your day(?: going)?|long time no see)(?: (?:there|everyone|all|team|guys|again|assistant|bot|friend|robot|sir|madam|folks|how are you(?: doing)?(?: today)?))*",
    ],
    zh: [
      '(?:你|您|大家|各位|早上|上午|中午|下午|晚上|亲|客服|小姐姐)好(?:亲|在吗|在么|客服)?|早上?|早安|早晨|午安|哈喽|哈罗|哈啰|嗨|嘿|hello|hi|亲+|在吗你好|你好你好|最近(?:怎么样|好吗)|你好吗|吃了吗|吃了没|吃饭了吗',
    ],
  },
  dissent: {
    en: [
      "no|nope|nah|nay|no no|not really|negative|none|none of (?:them|these|those|the above|it)|neither(?: of (?:them|these))?|not (?:that|this|these|those|it|any of (?:them|these))|no (?:it's not|it isn't|it is not|it doesn't|it didn't|i don't|i didn't|i'm not|not that|not this|none of (?:these|them))|i don't (?:think so|agree)|absolutely not|of course not|no way",
    ],
    zh: [
      '不|不是|不是的|没有|没|不要|否|都不是|都不对|不是这些|一个都不是|没有一个是|没有我(?:想|要)?(?:问|找|要)?的|都没有|当然不是|并不是|才不是|不可以|不行|不好|nonono',
    ],
  },
  assent: {
    en: [
      "yes|yeah|yea|yep|yup|ya|ye|yes yes|yes please|yes (?:it is|i do|i did|i am|that's right|that is right|exactly|correct|of course|sure|that one)|please do|correct|exactly|precisely|(?:that's|thats|that is|you're|you are) (?:right|correct|true|exactly right|the one)|right|true|of course|definitely|certainly|absolutely|for sure|affirmative|indeed|i (?:do|did|am|agree|think so|believe so)|go ahead|please|why not",
    ],
    zh: [
      '是|是的|是啊|是呀|是滴|对|对的|对啊|对呀|对对+|没错|正是|嗯是的|嗯对|就是(?:这个|它|的|这样)?|要|要的|需要|要啊|是这个|是这样|有|有的|当然|当然了?|肯定|确实|同意|确定|必须的?|yes',
    ],
  },
  acknowledged: {
    en: [
      "(?:ah |oh )?(?:ok|okay|okey|okie|k|kk|ok ok|alright|all right|got it|i see|understood|makes sense|that makes sense|fine|sure|great|perfect|cool|good|nice|awesome|excellent|wonderful|fantastic|brilliant|amazing|superb|lovely|noted|fair enough|sounds (?:good|great|fine|right)|i (?:understand|get it|got it|know)|good to know|will do|roger|deal|very well|very good|that's (?:fine|ok|okay|good|great|clear|cool|better|good to know)|that is (?:fine|ok|okay|good|great|clear)|interesting|wow|oh|ah|aha|hm+|mm+|uh huh|mhm|well|so|really)(?: then| now)?",
      "(?:great |ok |nice |perfect )?(?:that|it|this) (?:worked|works|did it|did the trick|helps|helped|solved it|solved my problem|fixed it)(?: (?:now|a lot|me|perfectly|thanks|for me|fine))*|(?:problem |issue )?(?:solved|fixed|resolved|sorted)(?: now)?|all good(?: now)?|(?:it's|its|it is) (?:working|fine|ok|okay|good|fixed|solved)(?: now)?|i (?:found|did|made|solved|fixed|managed) it|i(?:'ll| will) (?:do (?:that|it)|try(?: (?:that|it|this|again))?)(?: now)?|let me try(?: (?:that|it|again))?",
      'lol+|ha(?:ha)+|hehe+|lmao|rofl|xd|haha+',
    ],
    zh: [
      '(?:哦|噢|嗯|啊|那)?(?:好|好的|好滴|好哒|好嘞|好勒|好吧|好呀|好啊|好好|好好好|行|行吧|行的|可以|可以的|也行|知道了|我知道了|知道|明白|明白了|我明白了|懂了|我懂了|了解|了解了|清楚了|清楚|收到|收到了|没问题|晓得了|记住了|有数了|原来如此|原来是这样|原来这样|这样啊|是这样啊|那好吧|那好|那行|好了|就这么办|听你的|可)',
      '(?:问题)?(?:已经)?(?:解决|搞定|弄好|修好|处理好|成功|找到|看到|会|可以|好使|好用|有用|能用|行|好|到)了|(?:这个)?(?:很|挺|真的)?(?:有用|好用|管用)|太好了|(?:那)?我?(?:先|去|再|自己)?试试(?:看)?(?:吧)?|试一下|(?:那)?我?(?:先|去|再)?试(?:一下|下)',
      '嗯+|恩+|嗯呐|嗯哼|哦+|噢+|喔+|额+|呃+|啊+|哈+|哈哈+|嘿嘿+|呵呵+|嘻嘻+|hhh*|ok|okk+|okay|ok的|ok了|欧克|欧了|歪瑞古德',
    ],
  },
}

/** One expression a kind, for a whole piece. */
export const wholePieces: readonly (readonly [SmallTalk, RegExp])[] = smallTalks.map((kind) => [
  kind,
  new RegExp(`^(?:(?:${phrases[kind].en.join('|')})|(?:${phrases[kind].zh.join('|')})${particles})$`),
])

/** What English puts around a phrase without saying more. */
export const politeFrame =
  /^(?:(?:(?:can|could|would|will) you (?:please )?|please )?tell me |(?:i(?:'d| would) like|i want|i need) to know |i (?:was|am|'m) (?:just )?wondering (?:if )?|do you mind (?:telling me )?|just |but |please )|(?: (?:please|today|now|then|again|sir|dear|my friend|man|buddy|bro|mate|exactly|by the way|anyway|for (?:now|today|sure)|guys|everyone|really|very much|if i may ask))$/

/** Thanks or a farewell behind the rest of a piece: “不用了谢谢”, "no that's all thanks". */
export const trailingThanks =
  /(?:(?: and)? (?:thanks|thank you|thank u|thx|ty|cheers|bye|goodbye)(?: (?:(?:so|very) much|a lot|again|bye))?|(?:感谢|谢谢|谢了|谢啦|多谢|拜拜|再见)(?:你|您|了|啦|哈|啊|亲)?)$/

/** What may stand before the rest of a piece without a comma: “好的谢谢”, "no that's all". */
export const leadingWords =
  /^(?:(?:ok|okay|great|perfect|cool|alright|all right|got it|i see|awesome|nice|no|nope|yes|yeah|oh|ah|well|so|and|thanks|thank you|thx|hi|hello|hey|hi there|hello there|sorry|please|um|hmm?|good (?:morning|afternoon|evening))(?= )|(?:thank you|thanks) (?:(?:so|very) much|a lot)(?= )|(?:好的|好滴|好哒|好嘞|好吧|那好|嗯+|哦+|噢+|知道了|明白了|了解了?|收到了?|ok|okay|非常感谢|感谢|谢谢(?:你|您|了|啦)?|多谢|(?:你|您)好|亲|hi|hello|不好意思|请问|那个|那就?)(?:[呀啊哈啦哦])?)/
