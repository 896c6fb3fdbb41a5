/** An error whose message is all a person needs to read. */
export function refusal(message) {
  return Object.assign(new Error(message), { isRefusal: true })
}
