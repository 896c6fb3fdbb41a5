import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { LocalModel } from '../../../contract/index.ts'
import { localModelName } from '../../../contract/index.ts'
import { CallFailure } from '../call-failure.ts'

/** A model as it lies in the folder. */
export interface LocalFiles {
  name: string
  /** Every link followed: inside the folder for certain. */
  directory: string
  model: string
  bytes: number
  /** Changes when somebody lays another model in its place. */
  stamp: string
}

/** Where exporters put the network; whole numbers go before rounded ones. */
const places = ['model.onnx', 'onnx/model.onnx', 'onnx/model_quantized.onnx', 'model_quantized.onnx']
const needed = ['tokenizer.json', 'tokenizer_config.json']
const most = 100

/** The folder that whoever runs the installation puts models into, a folder each. Nothing outside it is ever opened. */
export function openLocalFolder({ root, megabytes }: { root: string | undefined; megabytes: number }) {
  /** Where a path really leads, or undefined where it is missing or leads out. */
  async function inside(base: string, path: string): Promise<string | undefined> {
    const real = await realpath(path).catch(() => undefined)
    return real?.startsWith(base + sep) ? real : undefined
  }

  /** Throws CallFailure: `no-such-model`, `broken-model` where files are missing, `too-large-model`. */
  async function find(name: string): Promise<LocalFiles> {
    const base = root === undefined ? undefined : await realpath(root).catch(() => undefined)
    if (base === undefined || !localModelName.test(name)) throw new CallFailure('no-such-model')
    const directory = await inside(base, join(base, name))
    if (directory === undefined || !(await stat(directory)).isDirectory())
      throw new CallFailure('no-such-model')
    for (const file of needed)
      if ((await inside(base, join(directory, file))) === undefined) throw new CallFailure('broken-model')
    for (const place of places) {
      const model = await inside(base, join(directory, place))
      if (model === undefined) continue
      const { size, mtimeMs } = await stat(model)
      if (size > megabytes * 1_000_000) throw new CallFailure('too-large-model')
      return { name, directory, model, bytes: size, stamp: `${size} ${mtimeMs}` }
    }
    throw new CallFailure('broken-model')
  }

  return {
    find,
    /** What lies there, by name; what cannot be used says why. */
    async list(): Promise<LocalModel[]> {
      const entries = root === undefined ? [] : await readdir(root, { withFileTypes: true }).catch(none)
      const names = entries.filter(isFolder).map(({ name }) => name)
      return Promise.all(
        names
          .sort()
          .slice(0, most)
          .map((name) =>
            find(name).then(
              ({ bytes }) => ({ name, bytes }),
              (error: unknown) => ({
                name,
                bytes: 0,
                problem: error instanceof CallFailure ? error.code : ('broken-model' as const),
              }),
            ),
          ),
      )
    },
  }
}
export type LocalFolder = ReturnType<typeof openLocalFolder>

const none = (): Dirent[] => []
const isFolder = (entry: Dirent) =>
  (entry.isDirectory() || entry.isSymbolicLink()) && localModelName.test(entry.name)
