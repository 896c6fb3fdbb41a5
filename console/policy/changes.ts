import type { PolicyDocument } from '../../contract/policy.ts'

type Tree = { [name: string]: unknown }

/** One value that is different, by where it stands. Absent sides were not there. */
export interface Change {
  path: readonly string[]
  before: unknown
  after: unknown
}

/** Lists that are known by a key become objects and an order, so that one scene's change is no change of all. */
function toTree(document: PolicyDocument): Tree {
  const { scenes, announcements, ...rest } = document
  return {
    ...rest,
    sceneOrder: scenes.map((scene) => scene.key),
    scenes: Object.fromEntries(scenes.map((scene) => [scene.key, scene])),
    announcements: Object.fromEntries(announcements.map((one) => [one.key, one])),
  }
}

function fromTree(tree: Tree): PolicyDocument {
  const { scenes, sceneOrder, announcements, ...rest } = tree
  const byKey = scenes as Record<string, PolicyDocument['scenes'][number]>
  const ordered = [...(sceneOrder as string[]), ...Object.keys(byKey)]
  return {
    ...rest,
    scenes: [...new Set(ordered)].flatMap((key) => (byKey[key] === undefined ? [] : [byKey[key]])),
    announcements: Object.values(announcements as Record<string, PolicyDocument['announcements'][number]>),
  } as PolicyDocument
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function same(a: unknown, b: unknown): boolean {
  if (isTree(a) && isTree(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...names].every((name) => same(a[name], b[name]))
  }
  return JSON.stringify(a) === JSON.stringify(b)
}

function compare(before: unknown, after: unknown, path: readonly string[]): Change[] {
  if (same(before, after)) return []
  if (!isTree(before) || !isTree(after)) return [{ path, before, after }]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => compare(before[name], after[name], [...path, name]))
}

/** What is different between two policies, value by value. */
export function changesBetween(before: PolicyDocument, after: PolicyDocument): Change[] {
  return compare(toTree(before), toTree(after), [])
}

/** Whether one place lies in the other, so that both cannot be had. */
function touch(a: readonly string[], b: readonly string[]): boolean {
  return a.slice(0, b.length).every((name, at) => name === b[at])
}

export interface Merge {
  document: PolicyDocument
  /** Places that both changed to something different; mine stands in the document. */
  conflicts: Change[]
  theirs: Change[]
}

/** Puts what I changed on top of what somebody else saved meanwhile. */
export function mergePolicies(base: PolicyDocument, mine: PolicyDocument, theirs: PolicyDocument): Merge {
  const tree = structuredClone(toTree(theirs))
  const ours = changesBetween(base, mine)
  const others = changesBetween(base, theirs)
  for (const change of ours) {
    let place = tree
    for (const name of change.path.slice(0, -1)) {
      if (!isTree(place[name])) place[name] = {}
      place = place[name] as Tree
    }
    const last = change.path.at(-1) ?? ''
    if (change.after === undefined) delete place[last]
    else place[last] = change.after
  }
  return {
    document: fromTree(tree),
    theirs: others,
    conflicts: ours.filter((one) =>
      others.some(
        (other) =>
          (touch(one.path, other.path) || touch(other.path, one.path)) && !same(one.after, other.after),
      ),
    ),
  }
}
