/** 0 goes first. */
export type Priority = 0 | 1 | 2 | 3

/** Something that waits. The queue keeps its place in it, so that leaving takes no search. */
export interface Waiting<Self> {
  readonly priority: Priority
  /** Amounts that are summed up. */
  readonly cost: readonly number[]
  /** When it stops waiting. */
  readonly untilMs: number
  /** It goes before those that are not, in the order in which they first asked. */
  readonly isAtHead: boolean
  readonly firstAskedMs: number
  previous: Self | undefined
  next: Self | undefined
}

/** First come, first served within a class; a lower class has its turn at least every `fairnessMs` if anybody has. */
export interface WaitingQueue<Item> {
  readonly size: number
  /** When the first of them stops waiting; may be early. */
  readonly soonestMs: number
  /** @throws RangeError for a class there is not. */
  add(item: Item, nowMs: number): void
  /** For one that waits. */
  remove(item: Item): void
  /** Whether more than one class waits. Only then does it matter what time it is. */
  readonly isMixed: boolean
  /** One of this class had its turn; at what time matters only if the queue is mixed. */
  hadTurn(priority: Priority, nowMs: number): void
  /** Whose turn it is. */
  first(nowMs: number): Item | undefined
  /** Whose turn it would be if it were not the first one's: some of each class. */
  inOrder(nowMs: number): Item[]
  /** The newest of the lowest class below this one, those at its head excepted. */
  lastBelow(priority: Priority): Item | undefined
  /** Those that do not wait beyond `nowMs`. */
  ending(nowMs: number): Item[]
  /** The cost of all that wait in this class and the classes before it. */
  costUpTo(priority: Priority, dimension: number): number
}

const classes = [0, 1, 2, 3] as const
// Enough to find a small one behind a large one, and no walk through a long queue.
const lookAhead = 8

export function createWaitingQueue<Item extends Waiting<Item>>(fairnessMs: number): WaitingQueue<Item> {
  const heads: (Item | undefined)[] = [undefined, undefined, undefined, undefined]
  const tails = [...heads]
  /** When a class has waited too long for its turn. */
  const dueMs = [0, 0, 0, 0]
  const costs = classes.map(() => [0, 0, 0, 0])
  let size = 0
  let waitingClasses = 0
  let soonestMs = Number.POSITIVE_INFINITY

  const count = ({ priority, cost }: Item, sign: 1 | -1) => {
    const sums = costs[priority]
    if (sums === undefined) return
    for (let index = 0; index < cost.length; index++) sums[index] = (sums[index] ?? 0) + sign * (cost[index] ?? 0)
  }

  function remove(item: Item): void {
    const { previous, next, priority } = item
    if (previous === undefined) heads[priority] = next
    else previous.next = next
    if (next === undefined) tails[priority] = previous
    else next.previous = previous
    item.previous = item.next = undefined
    if (heads[priority] === undefined) waitingClasses--
    count(item, -1)
    if (--size === 0) soonestMs = Number.POSITIVE_INFINITY
  }

  /** Behind those at the head that asked before it. */
  function insert(item: Item, head: Item): void {
    const { priority } = item
    let before: Item | undefined
    let after: Item | undefined = head
    while (after?.isAtHead && after.firstAskedMs <= item.firstAskedMs) {
      before = after
      after = after.next
    }
    item.previous = before
    item.next = after
    if (before === undefined) heads[priority] = item
    else before.next = item
    if (after === undefined) tails[priority] = item
    else after.previous = item
  }

  /** The lowest goes first: the longest overdue, then the others, which are alike. */
  function rank(priority: Priority, nowMs: number): number {
    const atMs = dueMs[priority] ?? 0
    return atMs <= nowMs ? atMs : Number.POSITIVE_INFINITY
  }

  return {
    get size() {
      return size
    },
    get soonestMs() {
      return soonestMs
    },
    add(item, nowMs) {
      const { priority, isAtHead } = item
      if (costs[priority] === undefined) throw new RangeError(`limiter: priority must be 0, 1, 2 or 3, got ${priority}`)
      const [head, tail] = [heads[priority], tails[priority]]
      if (head === undefined || tail === undefined) {
        heads[priority] = tails[priority] = item
        dueMs[priority] = Number.NaN
        // Those that had turns while alone count from now.
        for (const each of classes) if (Number.isNaN(dueMs[each])) dueMs[each] = nowMs + fairnessMs
        waitingClasses++
      } else if (isAtHead) {
        insert(item, head)
      } else {
        item.previous = tail
        tails[priority] = tail.next = item
      }
      count(item, 1)
      size++
      if (item.untilMs < soonestMs) soonestMs = item.untilMs
    },
    remove,
    get isMixed() {
      return waitingClasses > 1
    },
    hadTurn(priority, nowMs) {
      dueMs[priority] = waitingClasses > 1 ? nowMs + fairnessMs : Number.NaN
    },
    first(nowMs) {
      let best: Item | undefined
      for (const priority of classes) {
        const head = heads[priority]
        if (head === undefined) continue
        if (best === undefined || rank(priority, nowMs) < rank(best.priority, nowMs)) best = head
      }
      return best
    },
    inOrder(nowMs) {
      const order = [...classes].sort((one, other) => {
        const [first, second] = [rank(one, nowMs), rank(other, nowMs)]
        return first === second ? one - other : first - second
      })
      return order.flatMap((priority) => {
        const some: Item[] = []
        for (let item = heads[priority]; item !== undefined && some.length < lookAhead; item = item.next)
          some.push(item)
        return some
      })
    },
    lastBelow(priority) {
      return tails.findLast((tail) => tail !== undefined && tail.priority > priority && !tail.isAtHead)
    },
    ending(nowMs) {
      const ended: Item[] = []
      soonestMs = Number.POSITIVE_INFINITY
      for (const head of heads) {
        for (let item = head; item !== undefined; item = item.next) {
          if (item.untilMs <= nowMs) ended.push(item)
          else soonestMs = Math.min(soonestMs, item.untilMs)
        }
      }
      return ended
    },
    costUpTo(priority, dimension) {
      let sum = 0
      for (const ahead of classes) if (ahead <= priority) sum += costs[ahead]?.[dimension] ?? 0
      return sum
    },
  }
}
