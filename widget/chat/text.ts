/** The longest message, in UTF-16 units; the same figure as `messageTextLimit` of the contract (a test compares them). */
export const messageLimit = 8_000

/** Text as the server can keep it: no NUL, no half characters, no white space around it. */
export const cleanText = (text: string): string =>
  text
    .replace(/\0/g, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim()
