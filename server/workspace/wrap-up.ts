import type { CloseCheck } from '../conversations/index.ts'
import { ApiError } from '../platform/http/index.ts'
import type { DeskSettingsStore } from './desk-settings.ts'

/** Holds closing to what the tenant wants to know; what is said goes into the log in the same write. */
export function checkWrapUp(settings: DeskSettingsStore): CloseCheck {
  return async (caller, conversation, wrapUp) => {
    const { mode, categories } = (await settings.read(caller.tenantId)).document.wrapUp
    if (wrapUp === undefined) {
      if (mode === 'required') throw new ApiError('wrap-up/required')
      return []
    }
    const byId = new Map(categories.map((one) => [one.id, one]))
    const path: { en: string; zh: string }[] = []
    let category = byId.get(wrapUp.categoryId)
    if (category === undefined) throw new ApiError('wrap-up/category-unknown')
    // Only leaves say what it was about.
    if (categories.some((one) => one.parentId === wrapUp.categoryId))
      throw new ApiError('wrap-up/category-unknown')
    for (; category !== undefined; category = byId.get(category.parentId ?? '')) path.unshift(category.name)
    const note = wrapUp.note?.trim()
    return [
      {
        type: 'wrapped-up',
        actor: { kind: 'agent', id: caller.memberId, name: caller.name },
        body: {
          session: conversation.session,
          categoryId: wrapUp.categoryId,
          category: path,
          resolved: wrapUp.resolved,
          ...(note ? { note } : {}),
        },
      },
    ]
  }
}
