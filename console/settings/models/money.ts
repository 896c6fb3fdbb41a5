import { useLocale } from '../../app/text.ts'

/** Amounts in the currency that the tenant pays its models in; small ones keep their digits. */
export function useMoney(currency: string): (amount: number) => string {
  const locale = useLocale()
  return (amount) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: amount !== 0 && amount < 1 ? 4 : 2,
    }).format(amount)
}
