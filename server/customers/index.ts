import './schema.ts'

export { type Customer, type Customers, openCustomers, type ProvenIdentity } from './customers.ts'
export { findByContact, findBySubject, provenEmail } from './find-by-contact.ts'
export { isProven, isYoung } from './is-proven.ts'
