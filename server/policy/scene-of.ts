import {
  type Language,
  lowestThreshold,
  type PolicyDocument,
  type Scene,
  type SceneCause,
} from '../../contract/index.ts'
import { type Calibration, normaliseText } from '../../language/index.ts'
import { foldForPattern, hasWord, matchesPattern } from './match-pattern.ts'

/** What is known of a turn when its scene is asked for. */
export interface SceneInput {
  /** Category names of the entry in question, in any language. */
  categories?: readonly string[]
  /** What the customer wrote. */
  text?: string
  channelId?: string | undefined
  language?: Language | 'other' | undefined
}

export interface FoundScene {
  scene: Scene
  cause: SceneCause
  /** Every scene in the order tried. */
  tried: { scene: string; cause?: SceneCause; excluded?: 'channel' | 'language' }[]
}

/**
 * The scene of a turn: the first in order whose channels and languages allow it and of whose categories, words and patterns one is
 * met; the default scene takes what no other does. A scene that names a channel or language and nothing else takes all of it.
 */
export function findScene(document: PolicyDocument, input: SceneInput): FoundScene {
  const fallback = document.scenes.find((scene) => scene.key === 'default') ?? document.scenes[0]
  if (fallback === undefined) throw new Error('a policy without scenes')
  const text = { words: normaliseText(input.text ?? ''), whole: foldForPattern(input.text ?? '') }
  const tried: FoundScene['tried'] = []
  for (const scene of document.scenes) {
    if (scene.key === 'default') continue
    const excluded = excludes(scene, input)
    const cause = excluded === undefined ? causeOf(scene, input, text) : undefined
    tried.push({
      scene: scene.key,
      ...(cause === undefined ? {} : { cause }),
      ...(excluded === undefined ? {} : { excluded }),
    })
    if (cause !== undefined) return { scene, cause, tried }
  }
  const cause: SceneCause = { by: 'default' }
  return { scene: fallback, cause, tried: [...tried, { scene: fallback.key, cause }] }
}

function excludes(scene: Scene, { channelId, language }: SceneInput): 'channel' | 'language' | undefined {
  if (scene.channels.length > 0 && (channelId === undefined || !scene.channels.includes(channelId)))
    return 'channel'
  if (scene.languages.length > 0 && !scene.languages.some((one) => one === language)) return 'language'
  return undefined
}

function causeOf(
  scene: Scene,
  { categories = [] }: SceneInput,
  text: { words: string; whole: string },
): SceneCause | undefined {
  const category = scene.categories.find((name) => categories.includes(name))
  if (category !== undefined) return { by: 'category', value: category }
  const word = scene.words.find((one) => hasWord(normaliseText(one), text.words))
  if (word !== undefined) return { by: 'word', value: word }
  const pattern = scene.patterns.find((one) => matchesPattern(foldForPattern(one), text.whole))
  if (pattern !== undefined) return { by: 'pattern', value: pattern }
  if (scene.categories.length + scene.words.length + scene.patterns.length > 0) return undefined
  if (scene.channels.length > 0) return { by: 'channel' }
  return scene.languages.length > 0 ? { by: 'language' } : undefined
}

/** The scene of an entry with these category names alone. */
export function sceneOf(document: PolicyDocument, categories: readonly string[]): Scene {
  return findScene(document, { categories }).scene
}

/**
 * The threshold that holds: the one set, or, where a scene aims at a precision and the model is calibrated, the lowest at which
 * answers were measured to be right that often. Where none was, nothing is sure enough: only the highest will do.
 */
export function thresholdOf(
  scene: Scene,
  calibration: Pick<Calibration, 'state' | 'curve'> | undefined,
): number {
  const { targetPrecision } = scene
  if (targetPrecision === undefined || calibration?.state !== 'calibrated' || calibration.curve.length === 0)
    return scene.threshold
  const found = lowestThreshold(calibration.curve, targetPrecision, 'estimate')?.threshold
  return found ?? Math.max(scene.threshold, ...calibration.curve.map(({ threshold }) => threshold))
}
