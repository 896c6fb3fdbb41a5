import type { CodeSettings, CodeSettingsInput } from '../../../contract/tools/codes.ts'

/** What is set now, as it is sent back: without the secrets, which stay as they are. */
export const inputOf = ({ email, phone, perHour }: CodeSettings): CodeSettingsInput => {
  const { hasPassword: _p, ...mail } = email ?? { hasPassword: false }
  const { hasSecret: _s, ...gateway } = phone ?? { hasSecret: false }
  return {
    email: email === null ? null : (mail as CodeSettingsInput['email']),
    phone: phone === null ? null : (gateway as CodeSettingsInput['phone']),
    perHour,
  }
}
