import { keyOf } from './terms-of.ts'

/**
 * Kinds of things whose members stand in the same places and are never the same: each line one kind, its members separated by blanks
 * (English) or as Chinese writes them. Written by us.
 */
const kinds = `
monday tuesday wednesday thursday friday saturday sunday weekday weekend today tomorrow yesterday
january february march april may june july august september october november december
day days week weeks month months year years hour hours minute minutes daily weekly monthly yearly annual
red blue green black white grey gray pink yellow purple brown orange beige navy gold silver
small medium large bigger smaller big xs xl xxl
first second third fourth fifth last next previous
one two three four five six seven eight nine ten twice once
euro dollar pound yen yuan peso rupee ruble rouble won franc lira krona zloty gbp usd eur aud cad chf inr jpy cny currency currencies
visa mastercard amex maestro unionpay paypal alipay wechat apple google
debit credit prepaid virtual physical disposable
iphone android ios mac windows
dhl ups fedex usps hermes dpd
utc gmt est pst ist eastern pacific central mountain timezone
uk us usa eu europe france germany italy spain china japan india australia canada london
man woman men women boy girl kids adult mother father brother sister husband wife
pin passcode cvv fingerprint
email phone sms address name
今天 明天 昨天 后天 前天 上午 下午 晚上 早上 中午
周一 周二 周三 周四 周五 周六 周日 工作日 周末
小时 分钟 天数 星期 月份 年份
红色 蓝色 绿色 黑色 白色 灰色 粉色 黄色 紫色 棕色 米色
大号 小号 中号 大码 小码 均码
微信 支付宝 花呗 银联 白条 信用卡 借记卡 储蓄卡 云闪付
顺丰 圆通 中通 申通 韵达 邮政 京东 极兔
苹果 安卓 华为 小米
人民币 美元 欧元 英镑 日元 港币
北京 上海 广州 深圳 香港 台湾 新疆 西藏 国内 国外 海外
男款 女款 男士 女士 男生 女生 儿童 成人 爸爸 妈妈 老公 老婆
邮箱 手机 电话 地址 姓名 短信
退款 退货 换货 维修 补发
棉 羊毛 真丝 皮革 塑料 陶瓷 玻璃`

/** What is the contrary of what; either side in several ways. */
const contraries = `
open activate start enable on unlock unblock unfreeze resume accept approve approved join add register subscribe sign-up | close cancel stop disable off lock block freeze pause decline declined reject rejected leave remove delete unsubscribe deactivate
send pay buy sell give deposit top-up transfer-in | receive refund return get withdraw withdrawal cash-out
before early earlier sooner | after late later
more higher increase up raise over above most maximum max | less fewer lower decrease down reduce under below least minimum min
in incoming inbound import | out outgoing outbound export
new | old used
free | paid charge charged fee
lost | found
working works | broken failed failing
cheap cheaper | expensive dearer
online | offline store
domestic | international abroad
right correct | wrong incorrect
开通 打开 激活 启用 绑定 注册 登录 解冻 恢复 添加 加入 | 关闭 注销 停用 解绑 退出 冻结 取消 删除 移除
充值 存款 存入 转入 收款 收入 | 提现 取款 取出 转出 付款 支出
买 购买 下单 | 卖 出售 取消
寄出 发货 发出 | 收到 签收 退回 收货
之前 提前 早 | 之后 推迟 延期 晚
增加 提高 上涨 多 最多 以上 | 减少 降低 下降 少 最少 以下
成功 通过 | 失败 拒绝
偏大 大 长 厚 | 偏小 小 短 薄
便宜 | 贵
新 全新 | 旧 二手
免费 包邮 | 收费 付费
线上 | 线下 门店
正品 | 假货`

const members = new Map<string, Set<number>>()
const sides = new Map<string, Set<number>>()

function put(into: Map<string, Set<number>>, word: string, at: number): void {
  const held = into.get(word) ?? new Set()
  held.add(at)
  into.set(word, held)
}

for (const [at, line] of kinds.trim().split('\n').entries())
  for (const word of line.split(' ')) put(members, stemOf(word), at)
// Two sides of a line are next to each other: 2k and 2k + 1.
for (const [at, line] of contraries.trim().split('\n').entries())
  for (const [side, words] of line.split(' | ').entries())
    for (const word of words.split(' ')) put(sides, stemOf(word), 2 * at + side)

const denials =
  /(?:\b(?:no|not|never|without|can't|cannot|don't|won't|isn't|non|un)\b|n't\b|[不没未无非别勿否])/
const figures = /[0-9一二三四五六七八九十百千两几半]|[a-z]+-?\d/

/**
 * Whether two words may well mean different things, whatever stands around them: a figure or a denial in one alone, two of a kind, or
 * contraries. Such a pair is never proposed.
 */
export function mayDiffer(one: string, other: string): boolean {
  if (figures.test(one) || figures.test(other)) return true
  if (denials.test(one) !== denials.test(other)) return true
  if (one.startsWith('un') && one.slice(2) === other) return true
  if (other.startsWith('un') && other.slice(2) === one) return true
  return (
    areApart(members, one, other, (a, b) => a === b) || areApart(sides, one, other, (a, b) => (a ^ 1) === b)
  )
}

/** Whether some part of the one stands against some part of the other that they do not share. */
function areApart(
  known: ReadonlyMap<string, ReadonlySet<number>>,
  one: string,
  other: string,
  against: (a: number, b: number) => boolean,
): boolean {
  const ours = partsOf(one).filter((part) => known.has(part))
  const theirs = partsOf(other).filter((part) => known.has(part))
  return ours.some((part) =>
    theirs.some(
      (there) =>
        there !== part &&
        !theirs.includes(part) &&
        [...(known.get(part) ?? [])].some((a) => [...(known.get(there) ?? [])].some((b) => against(a, b))),
    ),
  )
}

/** "cancelled" is "cancel" here, and "activation" what "activated" is. */
function stemOf(word: string): string {
  const stem = keyOf(word.replace(/(?:at)?ion$/, 'ate'))
  return /([b-df-hj-np-tv-z])\1$/.test(stem) ? stem.slice(0, -1) : stem
}

/** Words, and all that a Chinese term consists of. */
function partsOf(term: string): string[] {
  const parts = new Set(term.split(' ').map(stemOf))
  for (const [run] of term.matchAll(/[\u3400-\u9fff]+/g))
    for (let from = 0; from < run.length; from++)
      for (let to = from + 1; to <= Math.min(run.length, from + 3); to++) parts.add(run.slice(from, to))
  return [...parts]
}
