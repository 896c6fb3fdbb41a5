import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Address {
  address1: string
  address2: string
  city: string
  state: string
  country: string
  zip: string
}
export interface PaymentMethod {
  id: string
  source: 'gift_card' | 'credit_card' | 'paypal'
  balance?: number
}
export interface User {
  user_id: string
  name: { first_name: string; last_name: string }
  email: string
  address: Address
  payment_methods: Record<string, PaymentMethod>
  orders: string[]
}
export interface OrderItem {
  name: string
  product_id: string
  item_id: string
  price: number
  options: Record<string, string>
}
export interface Payment {
  transaction_type: 'payment' | 'refund'
  amount: number
  payment_method_id: string
}
export interface Order {
  order_id: string
  user_id: string
  status: string
  address: Address
  items: OrderItem[]
  payment_history: Payment[]
  [more: string]: unknown
}
export interface Variant {
  item_id: string
  available: boolean
  price: number
  options: Record<string, string>
}
export interface Product {
  name: string
  product_id: string
  variants: Record<string, Variant>
}
export interface Shop {
  users: Record<string, User>
  orders: Record<string, Order>
  products: Record<string, Product>
}

export interface Action {
  action_id: string
  name: string
  arguments: Record<string, unknown>
}
export interface Task {
  id: string
  user_scenario?: { persona?: string | null; instructions: Record<string, string | null> }
  evaluation_criteria: { actions: Action[] | null }
}

export function readShop(directory: string): { shop: Shop; tasks: Task[] } {
  const read = (file: string) => JSON.parse(readFileSync(join(directory, 'tau2-retail', file), 'utf8'))
  return { shop: read('db.json') as Shop, tasks: read('tasks.json') as Task[] }
}

/** The shop as one run changes it: what is touched is a copy, so that the next run begins anew. */
export class Store {
  readonly shop: Shop
  readonly users = new Map<string, User>()
  readonly orders = new Map<string, Order>()
  #items: Map<string, { product: Product; variant: Variant }> | undefined

  constructor(shop: Shop) {
    this.shop = shop
  }

  user(id: string): User | undefined {
    return copied(this.users, this.shop.users, id)
  }
  order(id: string): Order | undefined {
    return copied(this.orders, this.shop.orders, id)
  }
  item(id: string): { product: Product; variant: Variant } | undefined {
    this.#items ??= new Map(
      Object.values(this.shop.products).flatMap((product) =>
        Object.values(product.variants).map((variant) => [variant.item_id, { product, variant }] as const),
      ),
    )
    return this.#items.get(id)
  }

  /** Every value that is not as it was, by its path. */
  differences(): Record<string, unknown> {
    const found: Record<string, unknown> = {}
    for (const [id, user] of this.users) compare(this.shop.users[id], user, `users.${id}`, found)
    for (const [id, order] of this.orders) compare(this.shop.orders[id], order, `orders.${id}`, found)
    return found
  }
}

function copied<One>(kept: Map<string, One>, all: Record<string, One>, id: string): One | undefined {
  const known = kept.get(id)
  if (known !== undefined || all[id] === undefined) return known
  const copy = structuredClone(all[id])
  kept.set(id, copy)
  return copy
}

function compare(before: unknown, after: unknown, path: string, found: Record<string, unknown>): void {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(before[key], after[key], `${path}.${key}`, found)
    return
  }
  if (JSON.stringify(before) !== JSON.stringify(after)) found[path] = after
}

export const cents = (amount: number): number => Math.round(amount * 100) / 100
