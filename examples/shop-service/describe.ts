import { reasons } from './rules.ts'

const label = (en: string, zh: string) => ({ 'x-label': { en, zh } })
const order = {
  operation: 'listOrders',
  items: 'orders',
  value: 'number',
  label: ['number', 'summary', 'statusText'],
}

const number = {
  name: 'number',
  in: 'path',
  required: true,
  schema: { type: 'string', maxLength: 20 },
  ...label('Order', '订单'),
  'x-options': order,
}
/** Who asks: filled in by whoever has proven it, never by what somebody writes. */
const customer = {
  name: 'X-Customer',
  in: 'header',
  required: true,
  schema: { type: 'string' },
  'x-attune-from': 'subject',
}
const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } }

const among = (name: string, operation: string, items: string, en: string, zh: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', maxLength: 40 },
  ...label(en, zh),
  'x-options': { operation, items, value: 'id', label: ['label'] },
})

function operation(
  operationId: string,
  title: [string, string],
  parameters: unknown[],
  body?: { properties: Record<string, unknown>; required: string[] },
) {
  return {
    operationId,
    summary: title[0],
    'x-title': { en: title[0], zh: title[1] },
    'x-summary': { en: title[0], zh: title[1] },
    'x-receipt': 'receipt',
    'x-reasons': reasons,
    parameters: body === undefined ? parameters : [...parameters, key],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { type: 'object', ...body } } },
          },
        }),
    responses: { 200: { description: 'ok' } },
  }
}

const choice = (labels: Record<string, [string, string]>, en: string, zh: string) => ({
  type: 'string',
  enum: Object.keys(labels),
  'x-enum-labels': Object.fromEntries(Object.entries(labels).map(([key, [e, z]]) => [key, { en: e, zh: z }])),
  ...label(en, zh),
})

/** The service's own description, as any company's system has one. */
export const openApi = {
  openapi: '3.1.0',
  info: { title: '禾木生活 orders', version: '1' },
  servers: [{ url: '/' }],
  paths: {
    '/customers': {
      get: operation(
        'findCustomer',
        ['Find a customer', '查找客户'],
        ['email', 'phone'].map((name) => ({
          name,
          in: 'query',
          required: false,
          schema: { type: 'string', maxLength: 254 },
        })),
      ),
    },
    '/orders': { get: operation('listOrders', ['My orders', '我的订单'], [customer]) },
    '/orders/{number}': { get: operation('getOrder', ['Order details', '订单详情'], [customer, number]) },
    '/orders/{number}/parcel': {
      get: operation('trackParcel', ['Track a parcel', '查询物流'], [customer, number]),
    },
    '/orders/{number}/address': {
      post: operation('changeAddress', ['Change the address', '修改收货地址'], [customer, number], {
        properties: {
          province: { type: 'string', minLength: 2, maxLength: 20, ...label('Province', '省份') },
          line: { type: 'string', minLength: 4, maxLength: 120, ...label('Street and number', '详细地址') },
        },
        required: ['province', 'line'],
      }),
    },
    '/orders/{number}/cancel': {
      post: operation('cancelOrder', ['Cancel the order', '取消订单'], [customer, number], {
        properties: {
          reason: choice(
            {
              'not-wanted': ['No longer wanted', '不想要了'],
              mistake: ['Ordered by mistake', '拍错了'],
              slow: ['Takes too long', '发货太慢'],
            },
            'Reason',
            '取消原因',
          ),
        },
        required: ['reason'],
      }),
    },
    '/items': { get: operation('listItems', ['Delivered items', '已签收的商品'], [customer]) },
    '/exchanges': { get: operation('listExchanges', ['Possible exchanges', '可换的规格'], [customer]) },
    '/exchanges/{exchange}': {
      post: operation(
        'exchangeItem',
        ['Exchange an item', '申请换货'],
        [customer, among('exchange', 'listExchanges', 'exchanges', 'Exchange', '换货')],
        { properties: {}, required: [] },
      ),
    },
    '/items/{item}/refund': {
      post: operation(
        'refundItem',
        ['Return and refund', '申请退货退款'],
        [customer, among('item', 'listItems', 'items', 'Item', '商品')],
        {
          properties: {
            reason: choice(
              {
                'no-reason': ['Changed my mind', '七天无理由'],
                quality: ['Something is wrong with it', '质量问题'],
              },
              'Reason',
              '退货原因',
            ),
            opened: choice({ no: ['No', '未拆封'], yes: ['Yes', '已拆封'] }, 'Was it opened?', '是否拆封'),
          },
          required: ['reason', 'opened'],
        },
      ),
    },
    '/refunds/{refund}': {
      get: operation(
        'getRefund',
        ['How far a refund is', '退款进度'],
        [
          customer,
          {
            name: 'refund',
            in: 'path',
            required: true,
            schema: { type: 'string', maxLength: 40 },
            ...label('Refund', '退款单号'),
          },
        ],
      ),
    },
    '/orders/{number}/invoice': {
      post: operation('reissueInvoice', ['Reissue an invoice', '换开发票'], [customer, number], {
        properties: {
          title: { type: 'string', minLength: 2, maxLength: 80, ...label('Invoice title', '发票抬头') },
          taxNumber: { type: 'string', maxLength: 20, ...label('Tax number', '税号') },
        },
        required: ['title'],
      }),
    },
  },
} as const
