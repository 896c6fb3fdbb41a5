/**
 * Words that customers' service uses for each other, one group a line, by hand: the general language, no tenant's and no data
 * set's. English by stems, Chinese as written.
 */
const groups = `
keep maintain hold retain stay remain
check verify confirm review ensure look inspect
get receive obtain given give gain earn brings bring collect
buy purchase buys bought
choose select pick
submit send
contact reach ask
extra additional further more
enough sufficient
start begin initiate commence
finish complete end done
help assist support
show indicate display see appear
ask request
several multiple many
monitor track watch
international foreign cross-border abroad
fee charge cost surcharge
provide give offer
entitl eligible qualify
usual normal typical usually normally typically general generally
automatic automatically itself
about approximate approximately around roughly
client customer
recurr regular repeat
pay payment paid pays
transfer transaction
cash withdraw withdrawal
amount sum
quick fast soon
change update modify edit alter
close cancel terminate
replace replacement new
tell inform notify
need require want
use apply
show display
lock block blocked locked
reply answer respond response
turn ask
maintenance upkeep maintain
purpose reason
happen occur
allow permit let
combin join
limit cap ceiling maximum
itself alone
get given entitl
size
test check
disappear vanish gone away
single one
wrong incorrect mistaken
tries attempt try
post mail deliver delivery ordinary standard
money fund funds
sign log login
machine atm
arrive reach land
topping top-up topup top
equal same
big large
purchase order
annual year yearly
document paper proof
employee staff colleague agent
phone call telephone
hand issue
boost increase
区域 地区
发 发货 发出 寄 寄出 寄送 送 送达 出库 派送 到
退 退款 退回 退还 返还
退货 退回
订单 单 一单
衣服 服装 女装
人工 客服 人员
补发 重发 重新
钱 款 货款 款项
修改 改 更改 更换 换
运费 邮费 快递费
碎 碎裂 破损
漏 漏液
锁 锁定
解开 解锁 自动
密码 口令
连 连续 连着 累计
输错 错
多 每多
邮箱 邮件
商品 东西 货 物品
提交 申请
寄回 退货
花呗 额度
恢复 退回
补卡 补
被盗 被偷 偷
刷 用 使用
世界 全世界 全球
买 购买 采购 下单
付 支付 付款 实付
算 计算 处理
客服 专员
联系 打电话 致电 回电 电话
小时 钟头
开 开具 开出
企业 公司
个人 本人
反悔 撤销
等 稍等
一起 叠加 累计
来回 往返
钻石 金卡
告诉 告知 通知
抵 抵扣
`
/** The name of a word's groups: a word may stand in several. */
const named = new Map<string, number[]>()
groups
  .trim()
  .split('\n')
  .forEach((line, at) => {
    for (const word of line.split(' ')) {
      const stem = stemOf(word)
      named.set(stem, [...(named.get(stem) ?? []), at])
    }
  })

/** A word without its commonest English endings. */
export function stemOf(word: string): string {
  if (!/^[a-z]/.test(word) || word.startsWith('qq')) return word
  let stem = word.replace(/'s?$/, '')
  if (stem.length > 5 && stem.endsWith('ing')) stem = stem.slice(0, -3)
  else if (stem.length > 4 && stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`
  else if (stem.length > 4 && stem.endsWith('ied')) stem = `${stem.slice(0, -3)}y`
  else if (stem.length > 4 && /(?:ed|es)$/.test(stem)) stem = stem.slice(0, -2)
  else if (stem.length > 3 && /[^s]s$/.test(stem)) stem = stem.slice(0, -1)
  if (stem.length > 4 && stem.endsWith('ly')) stem = stem.slice(0, -2)
  if (stem.length > 3 && stem.endsWith('e')) stem = stem.slice(0, -1)
  return stem.length > 4 && /([bdglmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem
}

const han = /^\p{Script=Han}+$/u

/** How far two stems mean the same, 0..1. */
export function likenessOfWords(one: string, other: string): number {
  if (one === other) return 1
  if (one.startsWith('qq') || other.startsWith('qq')) return 0
  const mine = named.get(one)
  if (mine !== undefined) {
    const theirs = named.get(other)
    if (theirs?.some((group) => mine.includes(group))) return 0.85
  }
  if (han.test(one) && han.test(other)) {
    let shared = 0
    for (const sign of one) if (other.includes(sign)) shared += 1
    if (shared === 0) return 0
    const part = shared / Math.max(one.length, other.length)
    return part >= 0.5 ? 0.5 + part / 2 : part / 2
  }
  // qualify, qualification; schedule, scheduling.
  if (one.length > 4 && other.length > 4 && !han.test(one)) {
    const length = Math.min(one.length, other.length)
    let same = 0
    while (same < length && one[same] === other[same]) same += 1
    if (same >= 5 && same >= length - 1) return 0.8
  }
  return 0
}
