import type { ProcedureDefinition } from '../../contract/index.ts'
import { procedureDefinition } from '../../contract/index.ts'

/** A procedure that cancels an order in the tool shop of tests: a question, a choice, a card, an end. */
export const cancelling = (change: Partial<ProcedureDefinition> = {}): ProcedureDefinition =>
  procedureDefinition.parse({
    name: { en: 'Cancel an order', zh: '取消订单' },
    button: { en: 'Cancel it step by step', zh: '一步步取消' },
    entries: ['cancelling'],
    slots: [
      {
        name: 'order',
        label: { en: 'Order number', zh: '订单号' },
        type: 'order-number',
      },
      {
        name: 'reason',
        label: { en: 'Reason', zh: '原因' },
        type: 'choice',
        options: [
          { value: 'mistake', label: { en: 'Ordered by mistake', zh: '拍错了' } },
          { value: 'too-late', label: { en: 'Comes too late', zh: '太慢了' } },
        ],
      },
    ],
    steps: [
      { id: 'hello', kind: 'say', text: { en: 'Let us cancel it.', zh: '我们来取消订单。' } },
      { id: 'which', kind: 'ask', slots: ['order'], text: { en: 'Which order?', zh: '请问订单号是多少？' } },
      { id: 'why', kind: 'ask', slots: ['reason'], text: { en: 'Why?', zh: '请问取消原因是？' } },
      {
        id: 'look',
        kind: 'tool',
        title: 'Look at the order',
        tool: 'look-up',
        input: { order: { from: 'slot', slot: 'order' } },
        refused: 'people',
      },
      {
        id: 'state',
        kind: 'branch',
        branches: [
          {
            all: [{ value: { from: 'result', step: 'look', field: 'state' }, is: 'equals', to: 'open' }],
            next: 'cancel',
          },
        ],
        otherwise: 'people',
      },
      {
        id: 'cancel',
        kind: 'tool',
        title: 'Cancel it',
        tool: 'cancel',
        input: { order: { from: 'slot', slot: 'order' }, reason: { from: 'slot', slot: 'reason' } },
        declined: 'kept',
        next: 'bye',
      },
      {
        id: 'bye',
        kind: 'end',
        text: { en: 'Order {order} is cancelled: {cancel.receipt}.', zh: '订单 {order} 已取消。' },
      },
      { id: 'kept', kind: 'end', text: { en: 'It stays as it is.', zh: '订单保持不变。' } },
      { id: 'people', kind: 'hand-over', note: 'Look at what the shop says of the order.' },
    ],
    ...change,
  })
