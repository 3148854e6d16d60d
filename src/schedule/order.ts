/**
 * Orders work so that the largest sum of live bytes is small: exact for graphs with few open choices, a beam search for the others. What
 * the work does is not known here; only what it reads and writes.
 */

/** One piece of work; `T` is whatever stands for memory (values, tensors, storages), compared by identity. */
export interface OrderItem<T> {
  readonly reads: readonly T[];
  readonly writes: readonly T[];
}

export interface OrderOptions<T> {
  /** Bytes that count; 0 for inputs, outputs and weights. */
  readonly bytes: (t: T) => number;
  /** True for what must live to the end. */
  readonly keep?: (t: T) => boolean;
}

/** States looked at by the exact search, and counts in the states it makes of them: 20000 states of 500 items. */
const exactStates = 4000;
const exactCounts = 1e7;

/** States kept in each round of the beam search, fewer where these have more choices together: of thousands of items that are ready at once, each round looks at all. */
const beamWidth = 48;
const beamChoices = 64 * beamWidth;

interface Task {
  /** Items that must come first. */
  readonly after: readonly number[];
  readonly before: readonly number[];
  /** Memory it touches, as numbers. */
  readonly touches: readonly number[];
}

/** The order to improve on. */
interface Given {
  readonly order: readonly number[];
  readonly peak: number;
}

interface Problem {
  readonly tasks: readonly Task[];
  readonly bytes: readonly number[];
  /** How many items touch each piece of memory (one more where it is kept). */
  readonly users: readonly number[];
}

/** Indices of `items` in the order they should run: the given one, which must be valid, unless one with a lower peak is found. */
export function orderWork<T>(items: readonly OrderItem<T>[], options: OrderOptions<T>): readonly number[] {
  const problem = problemOf(items, options);
  const order = [...items.keys()];
  const given = { order, peak: peakBytes(problem, order) };
  // No order lives on less than one of its items does alone.
  if (problem.tasks.some((task) => bytesTouched(problem, task) >= given.peak)) return order;
  return exact(problem, given) ?? beam(problem, given);
}

/** The sum of live bytes while each of `items` runs, in the order given. */
export function liveBytes<T>(items: readonly OrderItem<T>[], options: OrderOptions<T>): readonly number[] {
  const problem = problemOf(items, options);
  const state = start(problem);
  return items.map((_, i) => {
    const { during } = costOf(problem, state, i);
    run(problem, state, i);
    return during;
  });
}

/** Memory is numbered; an item waits for the last writer of what it touches and, if it writes, for every reader since. */
function problemOf<T>(items: readonly OrderItem<T>[], { bytes, keep }: OrderOptions<T>): Problem {
  const numberOf = new Map<T, number>();
  const sizes: number[] = [];
  const users: number[] = [];
  const touches = items.map((item) =>
    [...new Set([...item.reads, ...item.writes])].map((t) => {
      const known = numberOf.get(t);
      const n = known ?? sizes.length;
      if (known === undefined) {
        numberOf.set(t, n);
        sizes.push(bytes(t));
        users.push(keep?.(t) === true ? 1 : 0);
      }
      users[n] = (users[n] ?? 0) + 1;
      return n;
    }),
  );
  const lastWriter = new Map<T, number>();
  const readers = new Map<T, number[]>();
  const after = items.map(() => new Set<number>());
  items.forEach((item, i) => {
    const wait = (j: number | undefined): void => {
      if (j !== undefined && j !== i) after[i]?.add(j);
    };
    for (const t of [...item.reads, ...item.writes]) wait(lastWriter.get(t));
    for (const t of item.writes) for (const j of readers.get(t) ?? []) wait(j);
    for (const t of item.reads) {
      const known = readers.get(t);
      if (known === undefined) readers.set(t, [i]);
      else known.push(i);
    }
    for (const t of item.writes) {
      lastWriter.set(t, i);
      readers.set(t, []);
    }
  });
  const before = items.map((): number[] => []);
  after.forEach((set, i) => {
    for (const j of set) before[j]?.push(i);
  });
  const tasks = items.map((_, i) => ({ after: [...(after[i] ?? [])], before: before[i] ?? [], touches: touches[i] ?? [] }));
  return { tasks, bytes: sizes, users };
}

/** Work done so far. Searches keep many, and change none that they keep. */
interface State {
  done: bigint;
  readonly ready: number[];
  /** Items before each item that are not done. */
  readonly waits: Counts;
  /** Users of each piece of memory that are not done; below the start value: it is live. */
  readonly left: Counts;
  live: number;
  peak: number;
  count: number;
  last: Done | undefined;
}

type Counts = Uint16Array | Uint32Array;

/** An item, and what was done before it. */
interface Done {
  readonly i: number;
  readonly before: Done | undefined;
}

/** States are mostly counts: they take no more bytes than the largest of them needs. */
const countsOf = (counts: readonly number[]): Counts => (counts.some((n) => n >= 2 ** 16) ? Uint32Array.from(counts) : Uint16Array.from(counts));

function start({ tasks, users }: Problem): State {
  const waits = countsOf(tasks.map((t) => t.after.length));
  const ready = [...tasks.keys()].filter((i) => waits[i] === 0);
  return { done: 0n, ready, waits, left: countsOf(users), live: 0, peak: 0, count: 0, last: undefined };
}

const copied = (s: State): State => ({ ...s, ready: [...s.ready], waits: s.waits.slice(), left: s.left.slice() });

interface Cost {
  /** Live bytes while it runs, and after. */
  readonly during: number;
  readonly after: number;
}

function costOf({ tasks, bytes, users }: Problem, state: State, i: number): Cost {
  let during = state.live;
  let after = state.live;
  for (const t of (tasks[i] as Task).touches) {
    const isLive = state.left[t] !== users[t];
    const size = bytes[t] ?? 0;
    if (!isLive) during += size;
    after += (isLive ? 0 : size) - (state.left[t] === 1 ? size : 0);
  }
  return { during, after };
}

/** Changes `state`: item `i`, which is ready, is done too. */
function run(problem: Problem, state: State, i: number): void {
  const task = problem.tasks[i] as Task;
  const { during, after } = costOf(problem, state, i);
  const { left, waits, ready } = state;
  for (const t of task.touches) left[t] = (left[t] ?? 0) - 1;
  ready.splice(ready.indexOf(i), 1);
  for (const j of task.before) {
    waits[j] = (waits[j] ?? 0) - 1;
    if (waits[j] === 0) ready.push(j);
  }
  state.done |= 1n << BigInt(i);
  state.live = after;
  state.peak = Math.max(state.peak, during);
  state.count += 1;
  state.last = { i, before: state.last };
}

/**
 * Runs at once whatever costs nothing: an item that fits under the peak so far and frees at least what it makes live can always come first,
 * since done later it would free no more.
 */
function settle(problem: Problem, state: State): State {
  for (;;) {
    const free = state.ready.find((i) => {
      const { during, after } = costOf(problem, state, i);
      return during <= state.peak && after <= state.live;
    });
    if (free === undefined) return state;
    run(problem, state, free);
  }
}

/** The state after item `i` and what costs nothing then. */
function successor(problem: Problem, from: State, i: number): State {
  const state = copied(from);
  run(problem, state, i);
  return settle(problem, state);
}

function orderOf(state: State): readonly number[] {
  const order: number[] = [];
  for (let last = state.last; last !== undefined; last = last.before) order.push(last.i);
  return order.reverse();
}

/** The best order: states in ascending order of peak, each set of done items once. Undefined when there are too many. */
function exact(problem: Problem, given: Given): readonly number[] | undefined {
  const heap = new Heap();
  const seen = new Set<bigint>();
  heap.push(settle(problem, start(problem)));
  let made = 0;
  for (let looked = 0; looked < exactStates && made * problem.tasks.length < exactCounts; looked++) {
    const state = heap.pop();
    if (state === undefined || state.peak >= given.peak) return given.order;
    if (state.count === problem.tasks.length) return orderOf(state);
    if (seen.has(state.done)) continue;
    seen.add(state.done);
    made += state.ready.length;
    for (const i of state.ready) {
      const next = successor(problem, state, i);
      if (!seen.has(next.done)) heap.push(next);
    }
  }
  return undefined;
}

/** Keeps the best states of each round, by peak, then by what is live. */
function beam(problem: Problem, given: Given): readonly number[] {
  let states: readonly State[] = [settle(problem, start(problem))];
  for (;;) {
    if (states.every((s) => s.peak >= given.peak)) return given.order;
    const finished = states.filter((s) => s.count === problem.tasks.length);
    const best = finished.sort(better)[0];
    if (best !== undefined && states.every((s) => s.peak >= best.peak)) return orderOf(best);
    states = [...finished, ...mostPromising(problem, states).map(({ state, i }) => successor(problem, state, i))];
  }
}

interface Choice {
  readonly state: State;
  readonly i: number;
  readonly peak: number;
  readonly live: number;
}

/** The best next steps over all states, each set of done items once. */
function mostPromising(problem: Problem, states: readonly State[]): readonly Choice[] {
  const choices = states.flatMap((state) =>
    state.ready.map((i): Choice => {
      const { during, after } = costOf(problem, state, i);
      return { state, i, peak: Math.max(state.peak, during), live: after };
    }),
  );
  const width = Math.max(1, Math.min(beamWidth, Math.floor((beamChoices * states.length) / choices.length)));
  const picked = new Map<bigint, Choice>();
  for (const choice of choices.sort((a, b) => a.peak - b.peak || a.live - b.live || a.i - b.i)) {
    const done = choice.state.done | (1n << BigInt(choice.i));
    if (!picked.has(done)) picked.set(done, choice);
    if (picked.size === width) break;
  }
  return [...picked.values()];
}

/** Ties go to the state that has come further, then to the earlier item of the given order. */
const better = (a: State, b: State): number => a.peak - b.peak || a.live - b.live || b.count - a.count || lastOf(a) - lastOf(b);

const lastOf = ({ last }: State): number => last?.i ?? -1;

/** A binary heap, the best state on top. */
class Heap {
  readonly #states: State[] = [];

  push(state: State): void {
    const list = this.#states;
    let at = list.push(state) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (order(list[parent] as State, state) <= 0) break;
      list[at] = list[parent] as State;
      at = parent;
    }
    list[at] = state;
  }

  pop(): State | undefined {
    const list = this.#states;
    const top = list[0];
    const moved = list.pop();
    if (top === undefined || moved === undefined || list.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= list.length) break;
      if (child + 1 < list.length && order(list[child + 1] as State, list[child] as State) < 0) child += 1;
      if (order(moved, list[child] as State) <= 0) break;
      list[at] = list[child] as State;
      at = child;
    }
    list[at] = moved;
    return top;
  }
}

/** Least peak first; among equals the one that has come furthest. */
const order = (a: State, b: State): number => a.peak - b.peak || b.count - a.count || a.live - b.live || lastOf(a) - lastOf(b);

const bytesTouched = ({ bytes }: Problem, { touches }: Task): number => touches.reduce((n, t) => n + (bytes[t] ?? 0), 0);

function peakBytes(problem: Problem, sequence: readonly number[]): number {
  const state = start(problem);
  for (const i of sequence) run(problem, state, i);
  return state.peak;
}
