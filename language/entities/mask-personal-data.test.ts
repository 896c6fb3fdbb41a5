import { describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.ts'
import { maskPersonalData } from '../index.ts'

describe('maskPersonalData', () => {
  it.each([
    ['我的手机是13812345678，谢谢', '我的手机是[phone]，谢谢'],
    ['call +44 7700 900123 please', 'call [phone] please'],
    ['call (212) 555-0188', 'call [phone]'],
    ['座机 010-12345678', '座机 [phone]'],
    ['mail ann.lee+shop@example.co.uk now', 'mail [email] now'],
    ['card 4111 1111 1111 1111 was charged', 'card [bank-card] was charged'],
    ['身份证11010519491231002X', '身份证[id-number]'],
    ['card 4111 1111 1111 1112 with a slip', 'card [bank-card] with a slip'],
    ['IBAN GB82 WEST 1234 5698 7654 32 please', 'IBAN [iban] please'],
    ['my SSN is 531-21-7351.', 'my SSN is [social-security-number].'],
    ['from 58.74.121.78 and 2001:db8:0:0:0:0:0:1', 'from [ip-address] and [ip-address]'],
    ['车牌号是沪A·12345', '车牌号是[plate]'],
    ['passport number E12345678', 'passport number [passport]'],
    ['Mobile: 041-412-293 Desk: 986.291.2294x751', 'Mobile: [phone] Desk: [phone]'],
    ['call me on (07) 5331 0577 tonight', 'call me on [phone] tonight'],
    ['打一三八零零零零一二三四找我', '打[phone]找我'],
    ['我叫张小明，想改地址', '我叫[name]，想改地址'],
    ['收件人改成李雷，谢谢', '收件人改成[name]，谢谢'],
    ['寄到浙江省杭州市西湖区文三路100号3幢502室行吗', '寄到[address]行吗'],
    ['送到幸福小区5栋2单元301', '送到[address]'],
    ['My name is Ann Lee and I moved', 'My name is [name] and I moved'],
    ['ship to 12 Oak Street, Apt 4, please', 'ship to [address], please'],
    ['ring 69 987 88 37 (office)', 'ring [phone] (office)'],
    ['deliver to 46 Hauptallee 3, Wien please', 'deliver to [address] please'],
    ['Ann Lee\n(07) 5331 0577', 'Ann Lee\n[phone]'],
    ['986.291.2294x751', '[phone]'],
    ['call me on 079 1234567 today', 'call me on [phone] today'],
    ['ring 0251/1234567', 'ring [phone]'],
    ['tel. 06-12345678', 'tel. [phone]'],
    ['my number is 12 34 56 78, thanks', 'my number is [phone], thanks'],
    ['I was called from 29 12 34 twice', 'I was called from [phone] twice'],
    ['his cellphone: 483 1234', 'his cellphone: [phone]'],
    ['write to 07700900123', 'write to [phone]'],
    ['about my order, ring 069 987 88 37', 'about my order, ring [phone]'],
    ['in order to reach me: 027 896 92 86', 'in order to reach me: [phone]'],
    ['my order, phone me: +18257410957', 'my order, phone me: [phone]'],
    ['or 1-800-555-0199', 'or [phone]'],
    ['fax 030 1234-5678', 'fax [phone]'],
    ['reach me at 0043 1 234 5678.', 'reach me at [phone].'],
    ['Ann Lee\n06 12 34 56 78\nParis', 'Ann Lee\n[phone]\nParis'],
    ['Bob, 01 42 68 53 00', 'Bob, [phone]'],
    ['contact us: +49 (0)30 901820', 'contact us: [phone]'],
    ['ring me on (+44) 7400 123456 please', 'ring me on [phone] please'],
    ['my husband: 011 49 1512 3456789', 'my husband: [phone]'],
    ['it is 001 201 555 0123, thanks', 'it is [phone], thanks'],
    ['0048 512 345 678 is mine', '[phone] is mine'],
    ['Ann Lee +27 (71) 123 4567', 'Ann Lee [phone]'],
    ['it is +971.50.123.4567', 'it is [phone]'],
    ['call (201)555-0123, ext. 22 or +33 6 12 34 56 78 extension 204', 'call [phone] or [phone]'],
    ['call 201.555.0123 #45, please', 'call [phone], please'],
    ['座机 010-12345678 转 801', '座机 [phone]'],
    ['手机１３８１２３４５６７８', '手机[phone]'],
    ['tel +39 055 1234567', 'tel [phone]'],
    ['ring (055)1234567', 'ring [phone]'],
    ['is +(49)1512345678 yours', 'is [phone] yours'],
    ['call 01.42.68.53', 'call [phone]'],
    ['55512345 (office)', '[phone] (office)'],
    ['55512345是我电话', '[phone]是我电话'],
    ['phone 0 7 7 0 0 9 0 0 1 2 3', 'phone [phone]'],
    ['+86 139 0000 1234 works', '[phone] works'],
    ['地址不变，0664 123 45 67', '地址不变，[phone]'],
    ['手机13812345678，2号楼', '手机[phone]，2号楼'],
    ['tel 0898—5555 1234', 'tel [phone]'],
    ['tel 030\u00a01234\u20115678', 'tel [phone]'],
    ['号码幺三八 零零零零 一二三四', '号码[phone]'],
    ['电话零二一，五五五五一二三四', '电话[phone]'],
    ['I ordered a case, my number is 555 0132', 'I ordered a case, my number is [phone]'],
    [
      'ring my boss, who knows of everything and comes in late, 415 555 0132',
      'ring my boss, who knows of everything and comes in late, [phone]',
    ],
    ['Ann Lee\nSales\n2345-6789', 'Ann Lee\nSales\n[phone]'],
    ['Ann Lee, M: 55 512 345', 'Ann Lee, M: [phone]'],
    ['my card number is 4111 1111 1111 1112', 'my card number is [bank-card]'],
    [
      'my phone, and my account no. on it: call 069 987 88 37',
      'my phone, and my account no. on it: call [phone]',
    ],
  ])('masks %s', (text, masked) => expect(maskPersonalData(text).text).toBe(masked))

  it.each([
    'invoice 4111 1111 1111 1112 has a wrong check digit',
    'version 10.0.300.1 since 2025-11-20 10:30:00',
    '退货要4-5天，30-50元',
    'we are at 12 o clock, table for 2 4 6',
    '他们是王者，李子很甜，我是会员',
    '北京的客户多不多',
    'order 20251120000123',
    '订单号110105194912310021',
    'it cost 1234.56 on 2025-11-20',
    '满200减20',
    'sizes 36 37 38 39 40 are in stock',
    'they won 21-19 19-21 21-15',
    'we sold 1 200 300 units, 12 345 678 won',
    'it measures 120 60 45',
    '尺寸是120-60-45，价格100-200-300',
    '有3-5天的，也有7-10天的',
    'open 09 30 to 18 30',
    'part 12-3456-78 does not fit',
    'delivered on 2025/11/20 at 10:30',
    'zip 12345-6789',
    'the order number is 020 7946 0000',
    'your phone case order 069 987 88 37',
    'rate 4 5 4 5 3 of 5',
    'my phone: serial no 0412555187',
    'call about policy number 4471-2299-01',
    'we called it number 1 in 2024 2025 2026',
    'my phone cost 1 299 00',
    '50 000 000 phones were sold',
    '订单号13900001234没发货',
    '电话里说验证码 48192011',
    '二零二六年一月打的电话',
    '',
  ])('leaves %j alone', (text) => expect(maskPersonalData(text)).toEqual({ text, spans: [] }))

  it('gives spans in the original text, in order', () => {
    const text = 'a@b.io or 13812345678'
    const { spans } = maskPersonalData(text)
    expect(spans.map(({ start, end, type }) => [text.slice(start, end), type])).toEqual([
      ['a@b.io', 'email'],
      ['13812345678', 'phone'],
    ])
  })

  it('stays quick on a huge paste', () => {
    const begun = processorTime()
    for (const text of [
      '1'.repeat(1_000_000),
      'a.'.repeat(500_000),
      '1 '.repeat(500_000),
      '+1-'.repeat(300_000),
    ])
      maskPersonalData(text)
    expect(processorTime() - begun).toBeLessThan(1000)
  })
})
