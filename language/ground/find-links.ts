const domains =
  'com|net|org|io|cn|example|uk|de|co|app|info|me|shop|bank|gov|edu|hk|tw|jp|xyz|top|link|site|online|cc|biz|ru|dev|ai|ly|eu|us|fr|test|store|club|vip|live|support|help|page|web'
const pattern = new RegExp(
  `(?:[a-z][a-z0-9+.-]{1,9}://|www\\.)[^\\s<>"'）)】」』，。；、！？]+|(?<![\\w.@-])[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+|(?<![\\w.@/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${domains})(?![a-z0-9-])(?:/[^\\s<>"'）)】」』，。；、！？]*)?`,
  'gi',
)

/** Links, bare addresses and e-mail addresses, as they are written, without the sentence's own end. */
export function findLinks(text: string): string[] {
  return [...text.matchAll(pattern)].map(([link]) => link.replace(/[.,;:!?]+$/, ''))
}

/** Host and path as they are compared: nothing of them may differ. */
export function linkTarget(link: string): string {
  const bare = link
    .replace(/^https?:\/\//i, '')
    .replace(/^mailto:/i, '')
    .replace(/\/+$/, '')
  const slash = bare.search(/[/?#]/)
  return slash < 0 ? bare.toLowerCase() : bare.slice(0, slash).toLowerCase() + bare.slice(slash)
}
