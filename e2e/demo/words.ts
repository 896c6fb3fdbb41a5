import type { BuiltInRole, Locale } from '../../contract/index.ts'

/** What a demo company's people say and are called. */
export interface CompanyWords {
  slug: 'shop' | 'bank'
  locale: Locale
  staff: readonly { name: string; role: BuiltInRole }[]
  customers: readonly string[]
  /** Questions the knowledge has no answer to, put in several ways each. */
  strange: readonly (readonly string[])[]
  human: string
  thanks: string
  reply: string
  /** Put before a similar question, they make labelled ones. */
  beginnings: readonly string[]
  wrapUp: readonly { name: string; below: readonly string[] }[]
  phrases: readonly { folder: string; code: string; title: string; text: string }[]
  rule: { name: string; expression: string; hint: string }
  announcement: string
  holiday: string
  note: string
  article: { name: string; lines: readonly string[]; question: string }
  /** What the open conversations are about: the first is with the agent, the others wait. */
  open: readonly { customer: string; asks: readonly string[] }[]
  agentSays: string
  attribute: [string, string]
  customerNote: string
  /** What the first customer sends a picture of, if any. */
  picture?: string
  order: { number: string; status: string; total: string; item: string; price: string }
  /** A question whose draft waits for a colleague: its key, and what changes in the answer. */
  draft: { key: string; search: string; from: string; to: string; note: string }
  foundWord: string
  tried: string
  /** What customers say, and what the entries say for it. */
  synonyms: readonly [string, string][]
  /** Who asks what while people approve replies. */
  held: readonly [customer: string, question: string][]
}

const zh: CompanyWords = {
  slug: 'shop',
  locale: 'zh-CN',
  staff: [
    { name: '周敏', role: 'admin' },
    { name: '李想', role: 'agent' },
    { name: '何佳', role: 'supervisor' },
    { name: '许诺', role: 'knowledge-operator' },
  ],
  customers: [
    '王芳',
    '林晓彤',
    '陈立',
    '赵一鸣',
    '孙倩',
    '吴桐',
    '郑楠',
    '冯雨晴',
    '蒋涛',
    '沈悦',
    '韩梅',
    '杨帆',
    '朱琳',
    '秦朗',
    '许愿',
    '何苗',
    '吕航',
    '施雅',
    '张弛',
    '孔晶',
  ],
  strange: [
    ['旧衣服能寄给你们回收吗', '你们有旧衣回收吗', '旧衣回收怎么参加', '不要的旧衣服你们回收不'],
    ['能在围裙上绣名字吗', '可以定制刺绣名字吗', '绣字要加多少钱', '想绣个名字送朋友'],
    ['可以用数字人民币付款吗', '支持数字人民币吗', '数字人民币能付不'],
    ['慢炖锅能放洗碗机里洗吗', '慢炖锅内胆可以进洗碗机吗', '炖锅能用洗碗机洗不'],
    ['你们招聘客服吗', '想应聘你们公司', '还招人吗，想来上班'],
    ['有学生优惠吗', '学生买有折扣吗'],
  ],
  human: '转人工',
  thanks: '好的，谢谢',
  reply: '您好，这边帮您看了一下，已经为您登记，今天之内会有同事给您回电。',
  beginnings: ['请问', '你好，', '麻烦问下，', '想咨询一下，'],
  wrapUp: [
    { name: '物流', below: ['催发货', '包裹异常'] },
    { name: '售后', below: ['退货退款', '换货', '维修'] },
    { name: '活动与优惠', below: ['优惠券', '价保'] },
  ],
  phrases: [
    {
      folder: '开场',
      code: 'nh',
      title: '问候',
      text: '您好 {{customer.name}}，我是{{agent.name}}，很高兴为您服务。',
    },
    {
      folder: '售后',
      code: 'hh',
      title: '登记换货',
      text: '已为订单 {{order.number}} 登记换货，快递员会在两天内上门取件。',
    },
    {
      folder: '售后',
      code: 'tk',
      title: '退款到账',
      text: '退款已经提交，原路退回，一般 1 至 3 个工作日到账。',
    },
    { folder: '结束', code: 'zj', title: '再见', text: '感谢您的咨询，祝您生活愉快，再见。' },
  ],
  rule: { name: '不作绝对承诺', expression: '保证', hint: '改说“我们会尽快”' },
  announcement: '受寒潮影响，北方部分地区的包裹可能晚到一至两天。',
  holiday: '元旦',
  note: '这位客户上周也报修过一次，帮忙看看仓库有没有现货可以直接换',
  article: {
    name: '慢炖锅使用说明.docx',
    lines: [
      '# 小禾慢炖锅使用说明',
      '首次使用前请用温水清洗内胆，并空烧三分钟去除气味。',
      '## 日常清洁',
      '内胆可用软布和中性洗涤剂清洗，底座不可浸水。',
      '| 部件 | 能否水洗 |',
      '| 内胆 | 可以 |',
      '| 底座 | 不可以 |',
      '## 预约',
      '长按“预约”两秒，再用加减键选择 1 至 12 小时后出锅。',
    ],
    question: '内胆怎么清洗',
  },
  open: [
    { customer: '王芳', asks: ['锅坏了怎么修', '刚买三天就坏了，我想直接换新的，找人工'] },
    { customer: '林晓彤', asks: ['优惠券用不了，帮我转人工'] },
    { customer: '陈立', asks: ['收到的杯子碎了，转人工'] },
    { customer: '孙倩', asks: ['能在围裙上绣名字吗', '转人工'] },
    { customer: '吴桐', asks: ['订单满多少元可以包邮？'] },
    { customer: '郑楠', asks: ['退款多久到账'] },
  ],
  agentSays: '王女士您好，签收七天内的质量问题可以直接换新，我现在为您登记，今天就安排寄出。',
  attribute: ['会员等级', '金卡'],
  customerNote: '喜欢下午联系，不要打电话，微信留言即可。',
  picture: '锅盖裂了.png',
  order: {
    number: 'H20261118-0731',
    status: '已签收',
    total: '¥199.00',
    item: '小禾慢炖锅 1.5L',
    price: '¥199.00',
  },
  draft: { key: '包邮条件', search: '包邮', from: '', to: '（大件家电除外）', note: '双十二活动规则' },
  foundWord: '换新',
  tried: '付款三天了还没发货怎么办',
  synonyms: [
    ['邮费', '运费'],
    ['券', '优惠券'],
  ],
  held: [
    ['朱琳', '退货的运费谁出？'],
    ['秦朗', '订单满多少元可以包邮？'],
  ],
}

const en: CompanyWords = {
  slug: 'bank',
  locale: 'en',
  staff: [
    { name: 'Maya Osei', role: 'admin' },
    { name: 'Tom Becker', role: 'agent' },
    { name: 'Ines Duarte', role: 'supervisor' },
    { name: 'Noor Haddad', role: 'knowledge-operator' },
  ],
  customers: [
    'Tomás Rivera',
    'Ada Okafor',
    'Priya Raman',
    'Jonas Weber',
    'Grace Lin',
    'Marek Novák',
    'Sofia Rossi',
    'Liam Byrne',
    'Hana Sato',
    'Omar Farouk',
    'Elif Demir',
    'Noah Clarke',
    'Camille Petit',
    'Aisha Bello',
    'Viktor Lind',
    'Ruth Cohen',
    'Diego Santos',
    'Emma Hughes',
    'Felix Braun',
    'Leila Karimi',
  ],
  strange: [
    [
      'Do you sell travel insurance?',
      'Can I buy travel insurance in the app?',
      'Is there travel insurance with the card?',
      'Travel insurance, do you have it?',
    ],
    [
      'Can my wife and I have a joint account?',
      'How do I open a joint account?',
      'Do you offer joint accounts?',
      'Joint account with my partner',
    ],
    ['Do you offer mortgages?', 'Can I get a mortgage from you?', 'What are your mortgage rates?'],
    [
      'Is there a savings account with interest?',
      'What interest do I get on savings?',
      'Do savings earn interest?',
    ],
    ['Are you hiring at the moment?', 'I would like to work for you', 'Where can I see your jobs?'],
    ['Can I trade shares in the app?', 'Do you have shares to invest in?'],
  ],
  human: 'I want to talk to a person',
  thanks: 'Great, thank you',
  reply: 'Hello, I have looked at your account and passed this on; you will have a message by this evening.',
  beginnings: ['Please, ', 'Hello, ', 'Quick question: ', 'Hi there, '],
  wrapUp: [
    { name: 'Cards', below: ['Lost or stolen', 'Delivery'] },
    { name: 'Payments', below: ['Charged twice', 'Declined', 'Refund'] },
    { name: 'Account', below: ['Identity', 'Closing'] },
  ],
  phrases: [
    {
      folder: 'Opening',
      code: 'hi',
      title: 'Greeting',
      text: 'Hello {{customer.name}}, this is {{agent.name}} from Linnet.',
    },
    {
      folder: 'Cards',
      code: 'newcard',
      title: 'New card sent',
      text: 'Your new card is on its way under {{order.number}}; it takes three to five working days.',
    },
    {
      folder: 'Payments',
      code: 'refund',
      title: 'Refund booked',
      text: 'The refund is booked. It shows in your account within two working days.',
    },
    {
      folder: 'Closing',
      code: 'bye',
      title: 'Goodbye',
      text: 'Thank you for writing to us. Have a good day.',
    },
  ],
  rule: { name: 'No promises', expression: 'guarantee', hint: 'Say what will happen and when instead' },
  announcement: 'Transfers to Switzerland take a day longer this week.',
  holiday: 'New Year',
  note: 'Second double charge from this merchant this week, please check the batch of Monday',
  article: {
    name: 'Fees and limits.docx',
    lines: [
      '# Fees and limits',
      'All fees are shown in the app before you confirm.',
      '## Cash withdrawals',
      'The first £200 a month are free; above that a withdrawal costs 2 %.',
      '| Plan | Free a month |',
      '| Standard | £200 |',
      '| Plus | £400 |',
      '## Transfers',
      'Transfers within the United Kingdom are free.',
    ],
    question: 'What does a withdrawal cost?',
  },
  open: [
    {
      customer: 'Tomás Rivera',
      asks: [
        'I was charged twice for my coffee',
        'Both are booked since Monday. I want to talk to a person.',
      ],
    },
    { customer: 'Priya Raman', asks: ['Do you sell travel insurance?', 'I want to talk to a person'] },
    { customer: 'Jonas Weber', asks: ['My transfer to my landlord is gone, I want a human'] },
    { customer: 'Elif Demir', asks: ['How do I open a joint account?', 'I want to talk to a person'] },
    { customer: 'Ada Okafor', asks: ['I think I lost my card on the train'] },
    { customer: 'Grace Lin', asks: ['top up failed'] },
  ],
  agentSays: 'Hello Tomás, I see both entries. The second one is a mistake; you have £3.40 back by tomorrow.',
  attribute: ['Plan', 'Plus'],
  customerNote: 'Prefers a message in the afternoon to a call.',
  order: {
    number: 'L-2026-0731',
    status: 'Booked back',
    total: '£3.40',
    item: 'Harbour Coffee',
    price: '£3.40',
  },
  draft: {
    key: 'lost_or_stolen_card',
    search: 'lost',
    from: '',
    to: ' Delivery of the new card is free.',
    note: 'New price list',
  },
  foundWord: 'coffee',
  tried: 'I was charged twice for the same thing',
  synonyms: [
    ['plastic', 'card'],
    ['dosh', 'money'],
  ],
  held: [
    ['Felix Braun', 'How long until my new card arrives?'],
    ['Hana Sato', 'Where can I change my PIN?'],
  ],
}

export const companyWords = { en, 'zh-CN': zh } as const
