/** What fields of business systems and sentences about them are about, in both languages; `not` stands for the denial of the next. */
export interface Concept {
  id: string
  en?: string
  zh?: string
  /** A state something is in or not; the others only name things. */
  isState?: boolean
}

const state = (id: string, en: string, zh: string): Concept => ({ id, en, zh, isState: true })
const thing = (id: string, en: string, zh: string): Concept => ({ id, en, zh })

/** What is longer or could be mistaken comes first. `-id` is the state denied. */
export const concepts: readonly Concept[] = [
  state(
    'outfor',
    'out for delivery|being delivered|with the courier',
    '(?:正在)?(?:派送|派件|配送)中?(?!过)|送货中',
  ),
  thing('attempt', 'attempts?|tried|tries|try', '派送过|尝试'),
  state('-stock', 'out[ -]of[ -]stock|sold out', '缺货|无货|售罄|断货'),
  state('restock', 'restock(?:s|ed)?|back in stock|comes? back', '补货|重新到货'),
  state('stock', 'in[ -]?stock|available', '有?现货|有货|库存'),
  state('-pay', 'unpaid|outstanding', '未付款?|未支付|待付款|待支付'),
  state('-overdue', 'not overdue', '(?:没有|未|没)(?:逾期|超期)'),
  state('overdue', 'overdue|past due', '逾期|超期'),
  thing('due', 'amount due|due|owed?|owing', '还?需(?:要)?(?:支付|付款|付)|应付|待付|欠款?'),
  thing(
    'method',
    'original[ -]payment[ -]method|the way you paid|payment method',
    '原路(?:退回|返回|退还)?|支付方式',
  ),
  state('returned', '(?:been |was |were )returned|sent back', '已退货|退回寄件人'),
  state(
    'refunded',
    'refunded|paid back|gone back',
    '已经?(?:全额)?(?:退款(?!申请)|退回|退还)|退款(?:成功|完成|到账)|退款了|退回了|退还了',
  ),
  thing('refund', 'refunds?|go(?:es)? back|back (?:to|in|with)', '退款|退还|退回'),
  state('-active', 'inactive|suspended|paused|disabled|deactivated', '停用|暂停|失效|冻结'),
  thing('autorenew', 'auto(?:matic(?:ally)?)?[ -]?renew(?:al|s)?', '自动续费|自动续订'),
  state('-on', '(?:switched|turned) off', '关闭'),
  state('on', '(?:switched|turned) on|enabled', '开启|打开'),
  thing(
    'until',
    'until|till|expir(?:es?|y|ed)|renew(?:s|al)?|valid until|runs until|current period',
    '到期|截止|有效期|续费|截至|过期',
  ),
  state('warranty', 'under warranty|covered by the warranty|warranty', '(?:在)?保修期?内?'),
  state(
    'returnable',
    'returns? (?:are |is )?possible|return(?:able|ed|s)?|send (?:it|them) back',
    '退货|可退',
  ),
  state('place', '(?:placed|ordered)|created', '下的?单|下单|创建'),
  state(
    'ship',
    'shipped|dispatched|sent(?: out| off)?|left (?:the|our) (?:warehouse|depot)|on (?:its|the|their) way|in transit|under way',
    '发出|发货|寄出|出库|在?路上|运输中|在途',
  ),
  thing('sign', 'signed(?: for)?', '签收人|代收|代签'),
  state(
    'deliver',
    'deliver(?:ed|y)|arriv(?:ed?|es|ing|al)|reach(?:ed|es)?(?: you)?|received|(?:be |is )?with you|(?:be )?there',
    '送达|签收|送到|到货|到达|妥投|到账|收到',
  ),
  state('cancel', 'cancell?(?:ed|ation)', '取消'),
  state('approve', 'approved|accepted|granted', '(?:审核)?(?:已)?通过|批准|同意'),
  state('reject', 'rejected|declined|refused|denied', '拒绝|驳回|未通过'),
  state('complete', 'completed?|finished|done', '完成|办好|办结'),
  state(
    'process',
    'process(?:ing|ed)?|pending|in progress|being prepared|prepar(?:ing|ed)',
    '处理中?|备货|待处理|进行中|准备中',
  ),
  state('confirm', 'confirmed', '确认'),
  state('request', 'requested', '申请|待确认'),
  state('wait', 'wait(?:ing|s)?(?: for)?', '等待|等'),
  thing('part', 'parts?', '配件|零件'),
  state('ready', 'ready|repaired', '修好|就绪'),
  state('pay', 'pa(?:id|y)|payments?', '付款|支付|付清|付'),
  state('verify', 'verified', '验证|认证'),
  state('issue', 'issued', '开具|开出|开好|开的|开了|开'),
  state('extend', 'extended|extension', '延长|延保'),
  state('bind', 'bound|linked', '绑定'),
  state('active', 'active|in effect|valid|running', '生效|有效|启用'),
  state('lost', 'lost|missing', '丢失|遗失'),
  thing('eta', 'eta|expected|estimated|scheduled', '预计|预期|估计'),
  thing('buy', 'bought|purchased?', '购买|买'),
  thing('fee', 'fees?|costs?|charged?', '收?费用|手续费|运费|收费|收'),
  thing('points', 'points?', '积分'),
  thing('coupon', 'coupons?|vouchers?', '优惠券|券'),
  thing('seat', 'seats?', '席位|座位'),
  thing('member', 'members?(?:hip)?|level|tier', '会员|等级'),
  thing('mail', 'e-?mail(?: address)?', '邮箱|邮件'),
  thing('phone', 'phone(?: number)?|mobile', '手机号?|电话'),
  thing('invoice', 'invoices?', '发票'),
  thing('repair', 'repairs?', '维修'),
  thing('plan', 'plans?|subscription', '套餐|方案|订阅'),
  thing('bill', 'bills?', '账单'),
  thing('booking', 'bookings?|reservations?', '预订|预约'),
  thing('courier', 'courier|carrier', '快递员|快递公司|承运商|物流'),
  thing('tracking', 'tracking(?: number)?|waybill', '运单号?|快递单号|物流单号'),
  thing('colour', 'colou?rs?|comes in', '颜色'),
  thing('gold', 'gold', '金卡|黄金'),
  thing('silver', 'silver', '银卡|白银'),
  thing('platinum', 'platinum', '白金|铂金'),
  thing('diamond', 'diamond', '钻石'),
  thing('company', 'company', '企业|公司'),
]

/** Names of matters that are also states: as these words they claim nothing. */
export const nouns =
  /^(?:payments?|warranty|delivery|arrival|cancellation|extension|returns?|stock|保修期?|库存|付款方式)$/

/** What is said to come, not to be: an expected date stands for it. */
export const foreseen: ReadonlySet<string> = new Set(['deliver', 'ship', 'ready', 'restock', 'stock'])

/** What a word of a status says besides itself. */
export const entailed: Readonly<Record<string, readonly string[]>> = {
  ship: ['-deliver', '-process', '-cancel'],
  process: ['-refunded', '-deliver', '-complete', '-ship', '-approve'],
  deliver: ['ship', '-outfor', '-process'],
  outfor: ['ship', '-deliver'],
  approve: ['-reject'],
  reject: ['-approve'],
  complete: ['-process'],
  request: ['-confirm'],
  wait: ['-ready'],
  cancel: ['-deliver'],
}

/** Words that claim nothing by themselves where the rest is explained. */
export const fillers = {
  en: new Set(
    "a an the of to in on at by for from with and or but is are was were be been being has have had do does did it its it's this that these they them your you our still already now so far currently moment just also can could will should would may order orders parcel package item items product products number numbers status state date amount total price value account yes no good news here as up comes come than total's room rooms address type over one go goes get gets got because since hi hello thanks please which who when where what".split(
      ' ',
    ),
  ),
  zh: '您的|您|的话|目前|现在|已经|还是|还有|还|已|正在|正|仍在|仍|订单|单号|包裹|快件|快递|商品|产品|金额|总价|价格|售价|合计|总共|一共|共|状态|状况|日期|时间|账户|号码|编号|是|为|由|将|会|可以|可|能|和|与|及|请|我们|这个|这笔|这次|这款|该|此|有|于|到|至|前|之前|也|都|就|呢|哦|哈|吧|啦|了|的|在|因为|因|所以|现有|现|每月|每|个月|月|元|块|张|个|件|次|位|条|台|笔|份|天|早上|上午|下午|晚上|过|一下|并|且|本|从|起|来|去|下|上|内|对|好',
} as const
