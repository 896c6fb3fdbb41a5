export { type AnswerDependencies, answerTurn, type TurnResult } from './answer-turn.ts'
export { type AskResult, ask } from './ask.ts'
export { addAnsweringRoutes } from './routes.ts'
export { startTurnScheduler } from './turn-scheduler.ts'
