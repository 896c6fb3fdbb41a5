/** What a double click would run, on one system or another. */
export const programExtensions: ReadonlySet<string> = new Set(
  `apk app appimage bat cmd com command cpl deb dll dmg elf exe gadget hta inf ins ipa iso jar js jse lnk mde msc msi
   msix msp mst pif pkg ps1 psm1 reg rpm scf scr sct sh sys url vb vbe vbs vhd wsc wsf wsh xll`.split(/\s+/),
)

const longest = 200

/** What could leave a folder, break a header, or make a name read otherwise than it is (control and direction marks). */
const unwanted = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff<>:"|?*]/g

/** A sender's file name as it may be kept and shown: the last part of a path, without anything that deceives. */
export function cleanName(given: string): string {
  const last = given.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const name = last
    .replace(unwanted, '')
    .replace(/\s+/g, ' ')
    // Windows drops dots and blanks at the end: `a.exe.` would come back as `a.exe`.
    .replace(/^[\s]+|[\s.]+$/g, '')
  if (name.replace(/\./g, '') === '') return 'file'
  if (name.length <= longest) return name
  const extension = extensionOf(name)
  const tail = extension === '' || extension.length > 20 ? '' : `.${extension}`
  return `${Array.from(name.slice(0, longest - tail.length))
    .join('')
    .toWellFormed()
    .replace(/\ufffd$/, '')}${tail}`
}

/** In lower case, without the dot; empty where there is none. */
export function extensionOf(name: string): string {
  return /\.([^.\s]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** The header that saves or shows a file under its name, in any script (RFC 6266). */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
