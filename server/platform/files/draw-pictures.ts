import { stat } from 'node:fs/promises'
import sharp from 'sharp'
import { ApiError } from '../http/index.ts'
import type { Variant } from './file-store.ts'

export interface DrawnPicture {
  /** As people see it, turned upright. */
  width: number
  height: number
  drawn: Record<Variant, Uint8Array>
}

const mostPixels = 50_000_000
const edges: Record<Variant, number> = { thumbnail: 480, picture: 2_000 }
const mostFrames = 200
const secondsAllowed = 15
/** At once in this process, outside its main thread; a picture of 50 million pixels may take 200 MB. */
const mostAtOnce = 2
const mostWaiting = 64

// Only the readers that are needed: each further one is a way in.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif'].map((kind) => `VipsForeignLoad${kind}`),
})
sharp.cache(false)
sharp.concurrency(1)

let running = 0
const waiting: (() => void)[] = []

/**
 * Draws a picture anew in the sizes that are shown: what lay around the picture (camera data, places, hidden pages) is not in
 * them. Throws `attachment/picture-too-large`, `attachment/picture-unreadable`, `server/unavailable` when too many wait.
 */
export async function drawPictures(path: string): Promise<DrawnPicture> {
  if (running >= mostAtOnce) {
    if (waiting.length >= mostWaiting) throw new ApiError('server/unavailable')
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  running += 1
  try {
    return await draw(path)
  } catch (error) {
    if (error instanceof ApiError) throw error
    await stat(path)
    throw new ApiError('attachment/picture-unreadable')
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

async function draw(path: string): Promise<DrawnPicture> {
  // Reads the head alone.
  const { width, height, autoOrient, pages = 1 } = await sharp(path, { limitInputPixels: false }).metadata()
  if (width * height > mostPixels)
    throw new ApiError('attachment/picture-too-large', { limit: mostPixels / 1_000_000 })
  const moves = pages > 1 && pages <= mostFrames && width * height * pages <= mostPixels
  const drawn = {
    thumbnail: await drawOne(path, 'thumbnail', false),
    picture: await drawOne(path, 'picture', moves),
  }
  return { width: autoOrient.width, height: autoOrient.height, drawn }
}

async function drawOne(path: string, variant: Variant, moves: boolean): Promise<Uint8Array> {
  const edge = edges[variant]
  return sharp(path, { animated: moves, limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true })
    .timeout({ seconds: secondsAllowed })
    .autoOrient()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: variant === 'thumbnail' ? 76 : 84, effort: 3 })
    .toBuffer()
}
