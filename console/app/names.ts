import { useText } from './text.ts'

/** A customer's name; one who is not known goes by a short number of theirs, `#ab7b`. */
export function useCustomerName(): (name: string) => string {
  const t = useText()
  return (name) => (name === '' || name.startsWith('#') ? t('app.customer', { number: name }).trim() : name)
}

/** Who did something; what the product did by itself says so. */
export function useActorName(): (name: string) => string {
  const t = useText()
  return (name) => (name === 'system' ? t('app.system') : name)
}
