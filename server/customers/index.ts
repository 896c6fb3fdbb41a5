import './schema.ts'

export { type Customer, type Customers, openCustomers, type ProvenIdentity } from './customers.ts'
export { isProven } from './is-proven.ts'
