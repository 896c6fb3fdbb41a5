const phoneWords =
  /\b(?:call(?:s|ed|ing|er)?|(?:tele|cell|mobile ?|smart)?phones?|mobiles?|mob|cell(?:ular)?|tel|ph|hp|fax|desk|office|home|work|contact(?:s|ed)?|numbers?|text(?:ed|s)?|sms|messaged?|whatsapp|ring|rang|dial(?:s|led|ing)?|reach(?:ed|able)?|hotline|landline|voicemail|pager|direct line|toll[- ]free|extension|handy|m[oó]vil|celular|telefono?|t[eé]l[eé]phone)\b|\b[tmpf][:.] ?$|电话|電話|手机|手機|联系|聯絡|号码|號碼|致电|拨|撥|打给|打(?:了?我|的是|过来)|回电|传真|座机|固话|热线|微信|我的?号/i
const clearPhoneWords =
  /\b(?:call|(?:cell|tele)?phone|mobile|tel\b|fax|ring|dial|reach|whatsapp)\w*|\b(?:contact|text) (?:me|us|him|her|them)\b|\b(?:my|his|her|our|new|cell|home|work|office) number|\b(?:home|work|office|desk|cell|mob):|电话|電話|手机|手機|致电|拨|撥|传真|座机|固话|热线|联系方式/gi
/** What has a number of its own that may be as long as a card's. */
const matters =
  /licen[cs]e|account (?:no|number)|(?<!in )\borders?\b|invoice|tracking|\breference|ref\b|(?<!in )\bcase\b|\btickets?\b|订单|单号|运单|工单|编号|流水|货号|票号/gi
const otherWords =
  /licen[cs]e|\b(?:account|policy|bank|routing|insurance|claim|confirmation|customer|member(?:ship)?|serial|part|model|tax|reason|booking|flight|room) (?:no\b|number|id\b)|(?<!in )\borders?\b|invoice|tracking|\breference|ref\b|(?<!in )\bcase\b|\btickets?\b|订单|单号|运单|工单|编号|流水|货号|票号|条码|税号|取件码|验证码|密码|会员号|工号/gi
/** Right before a number these say what it is, whoever was called before. */
const adjacentOther =
  /(?:\b(?:accounts?|policy|serial|model|parts?|sku|customer|member(?:ship)?|receipt|tax|vat|imei|ean|isbn|barcode|batch|lot|booking|transaction|verification|pin|password|code|zip|postcode|p\.?o\.? ?box|flight|room|version|firmware|order|ticket|invoice|case|ref|reference) ?(?:no\b\.?|number|num|id|code|#)?|\b(?:cost|costs|paid|pay|price|worth|transferred|balance|total|chapters?|pages?|seats?|sizes?)(?: (?:is|was|of|me|us))?|尾号|卡号|编号|单号|价格?|付了|一共|转账|验证码|密码|邮编|尺码|第|库存|版本)(?: (?:is|was))?[ :：#是为]{0,3}$/i
/** Right behind a number: “020 7946 0000 (office)”, “55551234是我电话”. */
const adjacentPhone =
  /^[ ,;:()[\]-]{0,3}(?:(?:is|was|are)(?: still)? )?(?:(?:my|his|her|our|the|your|their) )?(?:(?:new|old|home|work|office|mobile|cell|phone) )?(?:(?:cell|tele|mobile ?)?phone|mobile|mob|cell|tel|fax|desk|office|home|work|landline|whatsapp|phone number|number)\b|^(?:[（(，, ]|是|这是|就是){0,3}(?:我|俺|他|她)?(?:的|家|老公|妈)?(?:电话|手机|座机|微信|号码)/i

const lastOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].at(-1)?.index ?? -1

/** What stands right before a number says that it is something else. */
export const saysOtherAtOnce = (before: string) => adjacentOther.test(before.slice(-40))

/** Somebody speaks of calling, near before a number. */
export const saysPhone = (before: string) => phoneWords.test(before.slice(-40))

/** The same before or right behind it. */
export const isSaidPhone = (before: string, after: string) => saysPhone(before) || adjacentPhone.test(after)

/** A number of something else: its word stands near, and none of calling between. */
export function saysOther(before: string): boolean {
  const near = before.slice(-40)
  if (saysOtherAtOnce(before)) return true
  const other = lastOf(near, otherWords)
  return other >= 0 && other > lastOf(near, clearPhoneWords)
}

/** An order, a case, an account was the last that was spoken of before it. */
export function saysMatter(before: string): boolean {
  const near = before.slice(-40)
  const matter = lastOf(near, matters)
  return matter >= 0 && matter > lastOf(near, clearPhoneWords)
}

/** Somebody spoke of calling a while ago, and of nothing else that has a number since. */
export const spokeOfCalling = (before: string) =>
  lastOf(before, clearPhoneWords) > lastOf(before, otherWords) && !saysOtherAtOnce(before)

/** Calling is the last that was spoken of before it. */
export const saysClearly = (before: string) =>
  lastOf(before.slice(-40), clearPhoneWords) >= 0 && !saysOther(before)
