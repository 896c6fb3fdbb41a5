export { createSocketServer, type Socket, type SocketServer } from './socket-server.ts'
export { openWakeups, type Wakeups } from './wakeups.ts'
