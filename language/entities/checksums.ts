/** Luhn's check (ISO/IEC 7812-1) over 13 to 19 digits. */
export function isBankCard(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** The check character of a Chinese identity number (GB 11643, ISO 7064 MOD 11-2). */
export function isChineseId(digits: string): boolean {
  if (digits.length !== 18) return false
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  let sum = 0
  for (let at = 0; at < 17; at++) sum += (digits.charCodeAt(at) - 48) * (weights[at] as number)
  return '10X98765432'[sum % 11] === digits[17]?.toUpperCase()
}

/** The check digits of an international bank account number (ISO 13616, ISO 7064 MOD 97-10). */
export function isIban(text: string): boolean {
  const compact = text.replace(/\s/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false
  let rest = 0
  for (const sign of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** An Internet address of version 4. */
export function isIpAddress(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
}
