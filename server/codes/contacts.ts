import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { z } from 'zod'
import type { CodeWay } from '../../contract/index.ts'
import { provenEmail } from '../customers/index.ts'

export interface Contact {
  by: CodeWay
  /** One spelling for one contact: what is counted, and where a number is sent to. */
  key: string
  /** How a company may have written it. */
  spellings: readonly string[]
  /** How the company's own system is asked about it. */
  asked: readonly string[]
  /** As it may be shown to whoever reads the conversation. */
  masked: string
}

const bareAddress = z.email().max(254)

/** Reads what a customer typed; undefined where it is no contact of this kind. */
export function readContact(by: CodeWay, text: string, callingCode: string): Contact | undefined {
  return by === 'email' ? readEmail(text) : readPhone(text, callingCode)
}

function readEmail(text: string): Contact | undefined {
  const key = provenEmail(text)
  if (key === null || !bareAddress.safeParse(key).success) return undefined
  const at = key.lastIndexOf('@')
  return {
    by: 'email',
    key,
    spellings: [key],
    asked: [key],
    masked: `${key.slice(0, 1)}•••@${key.slice(at + 1, at + 2)}•••${key.slice(key.lastIndexOf('.'))}`,
  }
}

function readPhone(text: string, defaultCallingCode: string): Contact | undefined {
  const number = parse(text, defaultCallingCode)
  if (!number?.isPossible()) return undefined
  const key = number.number
  const international = key.slice(1)
  const national = number.nationalNumber
  // A national spelling is the company's own country's.
  const home = number.countryCallingCode === defaultCallingCode ? [national, `0${national}`] : []
  return {
    by: 'phone',
    key,
    // Digits that are a number at home are that number: 13122345678 is somebody's in China, and not +1 312 234 5678.
    spellings: [key, international, `00${international}`, ...home].filter((spelling) => {
      const read = parse(spelling, defaultCallingCode)
      return read?.number === key || !read?.isValid()
    }),
    asked: home.length === 0 ? [key] : [key, national],
    masked: `•••${key.slice(-2)}`,
  }
}

const parse = (text: string, defaultCallingCode: string) =>
  parsePhoneNumberFromString(text.replace(/^\s*00/, '+'), { defaultCallingCode })
