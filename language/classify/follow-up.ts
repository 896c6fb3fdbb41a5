const chinese =
  /^(那|那么|还有|另外|然后|所以|要是|如果|换成|它|这个|那个|第[一二三四五六七八九十\d]+)|呢[?？!！。~]*$/
const english =
  /^(and|what about|how about|but|or|then|so|also|if|what if|same)\b|\b(it|that one|this one|the (first|second|third|other) one|them|those)\b/

/** True where a short normalised message likely leans on what the customer wrote before ("那运费呢", "and for cash?"). */
export function leansOnEarlier(message: string): boolean {
  const han = message.match(/[\u4e00-\u9fff]/g)?.length ?? 0
  if (han > 0) return han <= 14 && (chinese.test(message) || han <= 3)
  const words = message.split(' ').length
  return words <= 8 && (english.test(message) || words <= 2)
}
