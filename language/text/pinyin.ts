import { finish, seedOf, step } from './hash.ts'

// The 3,755 commonest characters stand in GB 2312 in the order of their sound: each syllable with the place where it begins
// (65,536 − code), so that no dictionary has to be carried.
const syllables =
  'a20319 ai20317 an20304 ang20295 ao20292 ba20283 bai20265 ban20257 bang20242 bao20230 bei20051 ben20036 beng20032 bi20026 bian20002 biao19990 ' +
  'bie19986 bin19982 bing19976 bo19805 bu19784 ca19775 cai19774 can19763 cang19756 cao19751 ce19746 ceng19741 cha19739 chai19728 chan19725 ' +
  'chang19715 chao19540 che19531 chen19525 cheng19515 chi19500 chong19484 chou19479 chu19467 chuai19289 chuan19288 chuang19281 chui19275 ' +
  'chun19270 chuo19263 ci19261 cong19249 cou19243 cu19242 cuan19238 cui19235 cun19227 cuo19224 da19218 dai19212 dan19038 dang19023 dao19018 ' +
  'de19006 deng19003 di18996 dian18977 diao18961 die18952 ding18783 diu18774 dong18773 dou18763 du18756 duan18741 dui18735 dun18731 duo18722 ' +
  'e18710 en18697 er18696 fa18526 fan18518 fang18501 fei18490 fen18478 feng18463 fo18448 fou18447 fu18446 ga18239 gai18237 gan18231 gang18220 ' +
  'gao18211 ge18201 gei18184 gen18183 geng18181 gong18012 gou17997 gu17988 gua17970 guai17964 guan17961 guang17950 gui17947 gun17931 guo17928 ' +
  'ha17922 hai17759 han17752 hang17733 hao17730 he17721 hei17703 hen17701 heng17697 hong17692 hou17683 hu17676 hua17496 huai17487 huan17482 ' +
  'huang17468 hui17454 hun17433 huo17427 ji17417 jia17202 jian17185 jiang16983 jiao16970 jie16942 jin16915 jing16733 jiong16708 jiu16706 ju16689 ' +
  'juan16664 jue16657 jun16647 ka16474 kai16470 kan16465 kang16459 kao16452 ke16448 ken16433 keng16429 kong16427 kou16423 ku16419 kua16412 ' +
  'kuai16407 kuan16403 kuang16401 kui16393 kun16220 kuo16216 la16212 lai16205 lan16202 lang16187 lao16180 le16171 lei16169 leng16158 li16155 ' +
  'lia15959 lian15958 liang15944 liao15933 lie15920 lin15915 ling15903 liu15889 long15878 lou15707 lu15701 lv15681 luan15667 lue15661 lun15659 ' +
  'luo15652 ma15640 mai15631 man15625 mang15454 mao15448 me15436 mei15435 men15419 meng15416 mi15408 mian15394 miao15385 mie15377 min15375 ' +
  'ming15369 miu15363 mo15362 mou15183 mu15180 na15165 nai15158 nan15153 nang15150 nao15149 ne15144 nei15143 nen15141 neng15140 ni15139 nian15128 ' +
  'niang15121 niao15119 nie15117 nin15110 ning15109 niu14941 nong14937 nu14933 nv14930 nuan14929 nue14928 nuo14926 o14922 ou14921 pa14914 pai14908 ' +
  'pan14902 pang14894 pao14889 pei14882 pen14873 peng14871 pi14857 pian14678 piao14674 pie14670 pin14668 ping14663 po14654 pu14645 qi14630 qia14594 ' +
  'qian14429 qiang14407 qiao14399 qie14384 qin14379 qing14368 qiong14355 qiu14353 qu14345 quan14170 que14159 qun14151 ran14149 rang14145 rao14140 ' +
  're14137 ren14135 reng14125 ri14123 rong14122 rou14112 ru14109 ruan14099 rui14097 run14094 ruo14092 sa14090 sai14087 san14083 sang13917 sao13914 ' +
  'se13910 sen13907 seng13906 sha13905 shai13896 shan13894 shang13878 shao13870 she13859 shen13847 sheng13831 shi13658 shou13611 shu13601 shua13406 ' +
  'shuai13404 shuan13400 shuang13398 shui13395 shun13391 shuo13387 si13383 song13367 sou13359 su13356 suan13343 sui13340 sun13329 suo13326 ta13318 ' +
  'tai13147 tan13138 tang13120 tao13107 te13096 teng13095 ti13091 tian13076 tiao13068 tie13063 ting13060 tong12888 tou12875 tu12871 tuan12860 ' +
  'tui12858 tun12852 tuo12849 wa12838 wai12831 wan12829 wang12812 wei12802 wen12607 weng12597 wo12594 wu12585 xi12556 xia12359 xian12346 xiang12320 ' +
  'xiao12300 xie12120 xin12099 xing12089 xiong12074 xiu12067 xu12058 xuan12039 xue11867 xun11861 ya11847 yan11831 yang11798 yao11781 ye11604 yi11589 ' +
  'yin11536 ying11358 yo11340 yong11339 you11324 yu11303 yuan11097 yue11077 yun11067 za11055 zai11052 zan11045 zang11041 zao11038 ze11024 zei11020 ' +
  'zen11019 zeng11018 zha11014 zhai10838 zhan10832 zhang10815 zhao10800 zhe10790 zhen10780 zheng10764 zhi10587 zhong10544 zhou10533 zhu10519 ' +
  'zhua10331 zhuai10329 zhuan10328 zhuang10322 zhui10315 zhun10309 zhuo10307 zi10296 zong10281 zou10274 zu10270 zuan10262 zui10260 zun10256 zuo10254'

const firstHan = 0x4e00
const sounds = new Uint32Array(0x9fff - firstHan + 1)
const names = new Map<number, string>()

function soundOf(syllable: string): number {
  // Speakers of many regions, and their keyboards, do not tell zh from z or ing from in.
  const folded = syllable.replace(/^([zcs])h/, '$1').replace(/(?<=[ie])ng$/, 'n')
  let hash = seedOf(61)
  for (let at = 0; at < folded.length; at++) hash = step(hash, folded.charCodeAt(at))
  return finish(hash)
}

function fill(): void {
  const list = syllables.split(' ').map((item) => {
    const [, name, place] = /^([a-z]+)(\d+)$/.exec(item) as unknown as [string, string, string]
    return { name, begin: 65536 - Number(place) }
  })
  const decoder = new TextDecoder('gb18030')
  const bytes = new Uint8Array(2)
  for (let at = 0; at < list.length; at++) {
    const { name, begin } = list[at] as { name: string; begin: number }
    const end = list[at + 1]?.begin ?? 0xd7fa
    const sound = soundOf(name)
    names.set(sound, name)
    for (let code = begin; code < end; code++) {
      if ((code & 0xff) < 0xa1) continue
      bytes[0] = code >> 8
      bytes[1] = code & 0xff
      const character = decoder.decode(bytes).charCodeAt(0)
      if (character >= firstHan && character <= 0x9fff) sounds[character - firstHan] = sound
    }
  }
}

fill()

/** The toneless sound of a Han character as a number, alike for homophones; 0 where it is not known. */
export function pinyinOf(code: number): number {
  return sounds[code - firstHan] ?? 0
}

/** A syllable (one of those that sound alike) for a Han character, for reading and tests. */
export function syllableOf(character: string): string | undefined {
  return names.get(pinyinOf(character.charCodeAt(0)))
}
