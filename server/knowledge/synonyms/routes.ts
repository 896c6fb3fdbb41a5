import { createSynonym, decideSynonym, listSynonyms, removeSynonym } from '../../../contract/index.ts'
import type { HttpServer } from '../../platform/http/index.ts'
import type { Synonyms } from './synonyms.ts'

export function addSynonymRoutes({ http, synonyms }: { http: HttpServer; synonyms: Synonyms }): void {
  http.route(listSynonyms, ({ caller, query }) => synonyms.list(caller, query))
  http.route(createSynonym, ({ caller, body }) => synonyms.create(caller, body))
  http.route(decideSynonym, ({ caller, params, body, ifMatch }) =>
    synonyms.decide(caller, params.synonymId, body.state, ifMatch),
  )
  http.route(removeSynonym, async ({ caller, params }) => {
    await synonyms.remove(caller, params.synonymId)
    return { ok: true } as const
  })
}
