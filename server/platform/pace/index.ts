export { inPieces, type Pace } from './in-pieces.ts'
export { openPace } from './open-pace.ts'
