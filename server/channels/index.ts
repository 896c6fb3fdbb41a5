import './schema.ts'

export { type ActiveChannel, type Channels, openChannels, refuseForeignPage } from './channels.ts'
export { addChannelRoutes } from './routes.ts'
export {
  addWebChatRoutes,
  type CustomerTokens,
  openCustomerTokens,
  serveCustomerSockets,
} from './web-chat/index.ts'
