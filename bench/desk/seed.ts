import type pg from 'pg'

/** Pieces that customers' and agents' messages are put together from: ordinary words of a shop, so that some are everywhere. */
const zh = [
  '你好，在吗？',
  '我上周买的电饭煲还没有收到',
  '物流三天没有更新了',
  '可以帮我查一下吗',
  '退款什么时候到账？',
  '发票抬头写错了，想重新开',
  '颜色和图片不一样',
  '想换一个大一号的',
  '优惠券用不了，提示已过期',
  '包装破了，里面进水了',
  '已经申请售后两次了',
  '请尽快处理，谢谢',
  '会员积分怎么少了一半',
  '地址填错了，能改吗',
  '快递员说放在驿站，但是驿站没有',
  '说明书上没有写怎么安装',
  '充电器发热很厉害，是不是坏了',
  '我要投诉，态度太差了',
  '赠品没有发给我',
  '这个可以开专票吗',
  '好的，我明白了',
  '那我再等等看',
  '您的问题已经记录，稍后回复您',
  '麻烦提供一下手机号后四位',
  '补发的配件今天寄出',
  '钢化膜碎了一角',
  '猫粮的保质期到什么时候',
  '订单显示签收，可是本人没有收到',
  '页面一直转圈，付不了款',
  '请问有没有现货',
]
const en = [
  'Hello, is anybody there?',
  'The kettle I bought last week has not arrived yet.',
  'Tracking has not moved for three days.',
  'Could you please look into it?',
  'When will the refund be on my card?',
  'The name on the invoice is wrong.',
  'The colour differs from the picture.',
  'I would like to change it for a larger one.',
  'The voucher says it has expired.',
  'The parcel was torn and everything inside is wet.',
  'I have asked for a repair twice already.',
  'Please hurry, thank you.',
  'Half of my points are gone.',
  'I mistyped the address, can it be changed?',
  'The courier left it at the pickup shop, they do not have it.',
  'The manual does not say how to mount it.',
  'The charger gets very hot, is it broken?',
  'This is not acceptable.',
  'The gift was missing.',
  'All right, I understand.',
  'I will wait a little longer then.',
  'We have noted it and will come back to you.',
  'The missing part leaves our warehouse today.',
  'The order says delivered, yet I received nothing.',
  'The payment page keeps loading.',
  'Do you have it in stock?',
  'One corner of the glass is cracked.',
  'What is the best-before date of the cat food?',
  'Can I collect it in your store?',
  'Thank you for your patience.',
]
const surnames = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '欧阳', '司徒']
const given = ['芳', '伟', '娜', '敏', '静', '磊', '洋', '艳', '勇', '杰', '明月', '晓东', '思远', '雨桐']
const firstNames = ['Ada', 'Maya', 'Priya', 'Tom', 'Ivan', 'Lena', 'Noor', 'Omar', 'Grace', 'Hugo']
const lastNames = ['Osei', 'Raman', 'Novak', 'Silva', 'Berg', 'Costa', 'Haddad', 'Moreau', 'Quinn', 'Weber']

/** A word one customer in a thousand used, in one message: what somebody later looks for. */
export const rareWords = ['鹦鹉笼', '萨克斯风', '显微镜', '降落伞', 'didgeridoo', 'periscope', 'hammock']

export interface SeededTenant {
  id: string
  slug: string
  channelId: string
}

export interface SeedOptions {
  tenant: SeededTenant
  /** A number of its own, so that ids of two tenants differ. */
  number: number
  conversations: number
  messagesEach: number
  /** The newest message. */
  until: Date
  open?: boolean
}

/** A value of a list chosen by a number, as SQL: always the same for the same number. */
const choose = (list: readonly string[], by: string) =>
  `(array[${list.map((one) => `'${one.replaceAll("'", "''")}'`).join(',')}])[1 + (hashint8(${by}) & 2147483647) % ${list.length}]`

/** Ids count up as the product's do: time first. */
const idOf = (kind: number, number: number, by: string) =>
  `('018f${String(kind).padStart(4, '0')}-${String(number).padStart(4, '0')}-7000-8000-' || lpad(to_hex(${by}), 12, '0'))::uuid`

/** The text of message `m` of conversation `c`; a conversation is Chinese or English throughout. */
function textOf(number: number): string {
  const by = (salt: number) => `(c::bigint * 1000 + m) * 31 + ${salt + number * 7919}`
  const pieces = (list: readonly string[], glue: string) =>
    `${choose(list, by(1))} || case when (hashint8(${by(2)}) & 3) < 2 then '${glue}' || ${choose(list, by(3))} else '' end`
  return `case when (hashint8(c::bigint + ${number}) & 3) < 2 then ${pieces(en, ' ')} else ${pieces(zh, '，')} end
    || case when (hashint8(${by(4)}) & 15) = 0 then ' ' || 'SO' || ${number} || lpad((c * 50 + m)::text, 9, '0') else '' end
    || case when m = 3 and c % 1000 = 7 then ' ' || ${choose(rareWords, `c / 1000 + ${number}`)} else '' end`
}

/** Fills a tenant with customers, conversations and what was said in them, all by SQL. Triggers must be off. */
export async function seedTenant(owner: pg.Client, options: SeedOptions): Promise<void> {
  const { tenant, number, conversations, messagesEach, until, open = false } = options
  const name = `case when (hashint8(c::bigint + ${number}) & 3) < 2
    then ${choose(firstNames, `c * 3 + ${number}`)} || ' ' || ${choose(lastNames, `c * 5 + ${number}`)}
    else ${choose(surnames, `c * 3 + ${number}`)} || ${choose(given, `c * 5 + ${number}`)} end`
  // A customer who comes now, and each before a little earlier.
  const at = `$3::timestamptz - (${conversations} - c) * interval '37 seconds' - (${messagesEach} - m) * interval '1 second'`
  await owner.query(
    `insert into customers (tenant_id, id, name, email, created_at)
     select $1::uuid, ${idOf(1, number, 'c')}, ${name}, 'c' || c || '@shop${number}.example', $2::timestamptz from generate_series(1, ${conversations}) c`,
    [tenant.id, until],
  )
  const owned = `(array['queue', 'assistant', 'assistant'])[1 + c % 3]`
  await owner.query(
    `insert into conversations (tenant_id, id, channel_id, customer_id, state, owner_kind, last_seq, last_customer_seq, answered_seq,
       language, preview, preview_from, queued_at, waiting_since, handover_reason, created_at, last_message_at, closed_at)
     select $1::uuid, ${idOf(2, number, 'c')}, $2::uuid, ${idOf(1, number, 'c')}, ${open ? "'open'" : "'closed'"},
       ${open ? owned : "'assistant'"}, ${messagesEach}, ${messagesEach}, ${messagesEach},
       case when (hashint8(c::bigint + ${number}) & 3) < 2 then 'en' else 'zh' end, ${textOf(number)}, 'customer',
       ${open ? `case when ${owned} = 'queue' then ${at} end, case when ${owned} = 'queue' then ${at} end, case when ${owned} = 'queue' then 'customer-asked' end` : 'null, null, null'},
       ${at}, ${at}, ${open ? 'null' : at}
     from generate_series(1, ${conversations}) c, lateral (select ${messagesEach} as m) last`,
    [tenant.id, tenant.channelId, until],
  )
  await owner.query(
    `insert into conversation_events (tenant_id, conversation_id, seq, id, type, occurred_at, actor_kind, body)
     select $1::uuid, ${idOf(2, number, 'c')}, m, ${idOf(3, number, `c::bigint * 2000 + m`)},
       case when m % 2 = 1 or m = ${messagesEach} then 'customer-message' else 'agent-message' end, ${at.replace('$3', '$2')},
       case when m % 2 = 1 or m = ${messagesEach} then 'customer' else 'agent' end,
       jsonb_build_object('parts', jsonb_build_array(jsonb_build_object('type', 'text', 'text', ${textOf(number)})))
     from generate_series(1, ${conversations}) c, generate_series(1, ${messagesEach}) m`,
    [tenant.id, until],
  )
}

/** Does something with the triggers of the log and of customers off, as loading in bulk does. */
export async function withoutTriggers(owner: pg.Client, work: () => Promise<void>): Promise<void> {
  const tables = ['customers', 'conversation_events', 'customer_identities']
  for (const table of tables) await owner.query(`alter table ${table} disable trigger user`)
  await work()
  for (const table of tables) await owner.query(`alter table ${table} enable trigger user`)
}

/** Makes the words for searching of what was loaded, by the product's own functions, and the indexes behind them. */
export async function fillSearch(owners: readonly pg.Client[]): Promise<void> {
  const [owner] = owners as [pg.Client]
  await owner.query('drop index message_words_found, customer_words_found')
  await Promise.all(
    owners.map((client, at) =>
      client.query(
        `insert into message_words (tenant_id, conversation_id, seq, occurred_at, words)
         select e.tenant_id, e.conversation_id, e.seq, e.occurred_at, searchable(e.tenant_id, event_text(e.type, e.body))
         from conversation_events e
         where abs(hashtextextended(e.conversation_id::text, 0) % ${owners.length}) = ${at}
           and coalesce(event_text(e.type, e.body), '') <> ''`,
      ),
    ),
  )
  await owner.query(
    `insert into customer_words (tenant_id, customer_id, words)
     select c.tenant_id, c.id, searchable(c.tenant_id, customer_text(c)) from customers c on conflict do nothing`,
  )
  await owner.query(`set maintenance_work_mem = '512MB'`)
  await owner.query(
    'create index message_words_found on message_words using gin (words) with (gin_pending_list_limit = 4096)',
  )
  await owner.query(
    'create index customer_words_found on customer_words using gin (words) with (fastupdate = off)',
  )
  await owner.query('analyze')
}
