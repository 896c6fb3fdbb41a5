import {
  checkPage,
  endFormerSecret,
  listChannels,
  revealIdentitySecret,
  updateChannel,
} from '../../contract/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { Channels } from './channels.ts'

export function addChannelRoutes({ http, channels }: { http: HttpServer; channels: Channels }): void {
  http.route(listChannels, ({ caller, query }) => channels.list(caller, query))
  http.route(updateChannel, ({ caller, params, body, ifMatch }) =>
    channels.update(caller, params.channelId, body, ifMatch),
  )
  http.route(revealIdentitySecret, async ({ caller, params, body }) => ({
    secret: await channels.revealIdentitySecret(caller, params.channelId, body.rotate),
  }))
  http.route(endFormerSecret, async ({ caller, params }) => {
    await channels.endFormerSecret(caller, params.channelId)
    return { ok: true } as const
  })
  http.route(checkPage, ({ caller, params, body }) => channels.checkPage(caller, params.channelId, body.url))
}
