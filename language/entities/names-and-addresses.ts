import type { PersonalPattern } from './personal-pattern.ts'

/** The hundred most frequent surnames and some compound ones. */
const surnames =
  '(?:欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂柴焦向柳邢岳齐梅莫庄辛管祝左涂谷祁])'
const han = '[\\u4e00-\\u9fa5]'
/** What ends a name: no letter of it, or a word that goes on with the sentence. */
const afterName = `(?=$|[^\\u4e00-\\u9fa5]|先生|女士|小姐|的|是|在|和|电话|手机|地址|收|住|身份|要|想|请)`

const regions =
  '北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门'
/** One step of an address: a name and what it is. */
const step = `${han}{1,8}?(?:特别行政区|自治区|自治州|自治县|新区|开发区|街道|大道|小区|花园|公寓|大厦|广场|社区|胡同|省|市|州|区|县|旗|镇|乡|村|屯|组|路|街|巷|弄|里|苑|园|庄)`
const number = '[甲乙丙丁]?(?:[A-Za-z]?\\d{1,5}[A-Za-z]?(?:[-之]\\d{1,4}){0,3}|[一二三四五六七八九十百]{1,4})'
const houseNumber = `(?:${number}(?:号院|号楼|号|栋|幢|座|单元|楼|层|室|房|户|弄)|[东西南北]?${number}(?![\\d元块件个天月年点]))`

const streetKinds =
  'Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Way|Terrace|Close|Crescent|Highway|Hwy|Parkway|Pkwy|Circle|Alley|Row|Gardens|Mews'
const name = "[A-Z][a-zà-ÿ'’-]{1,20}"

/** Names and addresses, where the words around tell. Not all of them: a name by itself looks like any word. */
export const namesAndAddresses: readonly PersonalPattern[] = [
  {
    type: 'address',
    pattern: new RegExp(
      `(?:(?:${regions})(?:省|市|自治区|壮族自治区|维吾尔自治区|回族自治区)?)(?:[ ,，]?${step}){0,6}(?:[ ,，]?${houseNumber}){0,5}`,
      'g',
    ),
    // A region alone is no address.
    check: (found) =>
      new RegExp(`(?:${houseNumber}|路|街|巷|村|小区|花园|公寓|大厦|镇|乡|街道)$`).test(found),
  },
  {
    type: 'address',
    pattern: new RegExp(
      `(?:地址|住址|寄到|寄往|送到|发到|发往|住在|家住|改成|改为|改到)(?:是|在|为|改成|改为)?[:： ]?((?:${step}[ ,，]?){1,6}(?:${houseNumber}[ ,，]?){1,5})`,
      'g',
    ),
    group: 1,
  },
  {
    type: 'address',
    pattern: new RegExp(`(?:${step}){1,5}${houseNumber}(?:${houseNumber}){1,4}`, 'g'),
    check: (found) => /(?:路|街|巷|道|弄|区|村|苑|园|庄|胡同|大厦|公寓)/.test(found),
  },
  {
    type: 'name',
    pattern: new RegExp(
      `(?:我叫|我姓|我的名字[叫是]|[写填]的?是|抬头(?:写|是)?|名字[叫是]|姓名[:：是为 ]{0,2}|(?:收件|收货|联系|持卡|开户|投保)人(?:姓名)?(?:改成|改为|叫|是|为|写)?[:： ]?|户名[:：是为 ]{0,2}|本人)(${surnames}${han}{1,2}?)${afterName}`,
      'g',
    ),
    group: 1,
  },
  {
    type: 'name',
    pattern: new RegExp(`(?:我是|叫)(${surnames}${han}{1,2})(?=$|[,，。.!！、；; ])`, 'g'),
    group: 1,
  },
  { type: 'name', pattern: new RegExp(`(?<!${han}{3})${surnames}${han}{0,2}?(?=先生|女士|小姐|太太)`, 'g') },
  {
    type: 'name',
    pattern: new RegExp(
      `(?:[Mm]y (?:full )?name(?:'s| is|:)|[Nn]ame ?[:=]|[Tt]his is|[Ii](?:'|’)m called|(?:[Cc]ardholder|[Aa]ccount holder|[Rr]ecipient) ?(?:is|:)) {0,2}(${name}(?: ${name}){0,3})`,
      'g',
    ),
    group: 1,
  },
  {
    type: 'name',
    pattern: new RegExp(
      `(?<![A-Za-z])(?:[Mm]r|[Mm]rs|[Mm]s|Miss|Dr|Prof|Sir)\\.? (${name}(?: ${name}){0,2})`,
      'g',
    ),
    group: 1,
  },
  {
    type: 'address',
    pattern: new RegExp(
      `(?<![0-9A-Za-z])\\d{1,6}[A-Za-z]?,? (?:[NSEW]\\.? )?(?:${name}|\\d{1,3}(?:st|nd|rd|th))(?: ${name}){0,3} (?:${streetKinds})\\b\\.?(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|#)\\.? ?[0-9A-Za-z-]{1,6})?(?:,? ${name}(?: ${name}){0,2})?(?:,? [A-Z]{2})?(?:,? \\d{5}(?:-\\d{4})?)?`,
      'g',
    ),
  },
  {
    // Whatever is said to be an address and begins with a number; up to the end of the sentence or line.
    type: 'address',
    pattern:
      /(?:\baddress(?:es)?(?: is| to| with|:)?|\bliv(?:e|es|ing) (?:at|on|in)|\blocated at|\b(?:return|ship|shipped|deliver|send|sent|moved|post) (?:it |them )?to)\s{1,3}(\d[^.?!;\n]{5,90}?)(?=$|[.?!;\n]| for | in case| please| and )/gi,
    group: 1,
  },
  { type: 'address', pattern: /(?<![A-Za-z])P\.? ?O\.? Box \d{1,7}/gi },
]
