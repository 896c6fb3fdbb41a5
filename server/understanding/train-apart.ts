import type { TrainingInput } from '../../language/index.ts'
import { runApart } from '../platform/apart/index.ts'
import type { Judging, TrainedModel, TrainingPiece } from './train-process.ts'

/** A process of its own: training takes seconds and much memory, and turns must pay for neither. */
const script = new URL('./train-process.ts', import.meta.url)
const entriesPerPiece = 500
const bytesPerPiece = 1024 * 1024
const longestMs = 15 * 60_000

/**
 * Learns a model in a process of its own, behind whatever customers need, and asks it and the version in force what is to be judged.
 * Gives up when `signal` says so.
 */
export function trainApart(
  input: TrainingInput,
  signal?: AbortSignal,
  judging?: Judging,
): Promise<TrainedModel> {
  return runApart<TrainingPiece, TrainedModel>(script, piecesOf(input, judging), {
    longestMs,
    giveUp: signal,
  })
}

/** In pieces: a large base in one message would hold turns up while it is written. */
function piecesOf({ entries, ...rest }: TrainingInput, judging: Judging | undefined): TrainingPiece[] {
  const pieces: TrainingPiece[] = []
  for (let start = 0; start < entries.length; start += entriesPerPiece)
    pieces.push({ entries: entries.slice(start, start + entriesPerPiece) })
  if (judging === undefined) return [...pieces, rest]
  const { questions, synonyms, own, running, longestMs: judgingMs } = judging
  for (let start = 0; start < own.length; start += entriesPerPiece)
    pieces.push({ own: own.slice(start, start + entriesPerPiece) })
  const bytes = running?.bytes ?? new Uint8Array(0)
  for (let start = 0; start < bytes.length; start += bytesPerPiece)
    pieces.push({ running: bytes.slice(start, start + bytesPerPiece) })
  const changed = running?.changed ?? []
  return [...pieces, { ...rest, judging: { questions, synonyms, changed, longestMs: judgingMs } }]
}
