import { choosePacks, getEntryTopic, getPacks, listTopics, setEntryTopic } from '../../../contract/index.ts'
import type { HttpServer } from '../../platform/http/index.ts'
import type { Packs } from './packs.ts'

export function addPackRoutes({ http, packs }: { http: HttpServer; packs: Packs }): void {
  http.route(getPacks, ({ caller }) => packs.overview(caller))
  http.route(choosePacks, async ({ caller, body, ifMatch }) => {
    await packs.choose(caller, caller.tenantId, body.trades, ifMatch)
    return packs.overview(caller)
  })
  http.route(listTopics, ({ caller, query }) => packs.topics(caller, query))
  http.route(getEntryTopic, ({ caller, params }) => packs.topicOf(caller, params.entryId))
  http.route(setEntryTopic, ({ caller, params, body }) => packs.setTopic(caller, params.entryId, body.topic))
}
