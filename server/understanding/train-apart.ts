import type { TrainingInput } from '../../language/index.ts'
import { runApart } from '../platform/apart/index.ts'
import type { TrainedModel, TrainingPiece } from './train-process.ts'

/** A process of its own: training takes seconds and much memory, and turns must pay for neither. */
const script = new URL('./train-process.ts', import.meta.url)
const entriesPerPiece = 500
const longestMs = 15 * 60_000

/** Learns a model in a process of its own, behind whatever customers need. Gives up when `signal` says so. */
export function trainApart(input: TrainingInput, signal?: AbortSignal): Promise<TrainedModel> {
  return runApart<TrainingPiece, TrainedModel>(script, piecesOf(input), { longestMs, giveUp: signal })
}

/** In pieces: a large base in one message would hold turns up while it is written. */
function piecesOf({ entries, ...rest }: TrainingInput): TrainingPiece[] {
  const pieces: TrainingPiece[] = []
  for (let start = 0; start < entries.length; start += entriesPerPiece)
    pieces.push({ entries: entries.slice(start, start + entriesPerPiece) })
  return [...pieces, rest]
}
