export { type CustomerSocketsOptions, serveCustomerSockets } from './customer-sockets.ts'
export { type CustomerTokens, openCustomerTokens } from './customer-tokens.ts'
export { addWebChatRoutes } from './routes.ts'
