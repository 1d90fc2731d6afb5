/** The graph of what was explored, compact: how each state was found, and which steps happen by themselves. */
export class Steps {
  readonly #foundFrom: number[] = [-1];
  readonly #labels: number[] = [-1];
  readonly #names = new Map<string, number>();
  #edges = new Int32Array(1 << 16);
  #length = 0;

  found(state: number, from: number, label: string): void {
    const known = this.#names.get(label) ?? this.#names.size;
    this.#names.set(label, known);
    this.#foundFrom[state] = from;
    this.#labels[state] = known;
  }

  leads(from: number, to: number): void {
    if (this.#length === this.#edges.length) {
      const larger = new Int32Array(this.#edges.length * 2);
      larger.set(this.#edges);
      this.#edges = larger;
    }
    this.#edges[this.#length] = from;
    this.#edges[this.#length + 1] = to;
    this.#length += 2;
  }

  /** The labels on the way to a state, which is a shortest one. */
  to(state: number): string[] {
    const names = [...this.#names.keys()];
    const labels: string[] = [];
    for (let at = state; at > 0; at = this.#foundFrom[at] ?? -1)
      labels.push(names[this.#labels[at] ?? -1] ?? "?");
    return labels.toReversed();
  }

  get edges(): Int32Array {
    return this.#edges.subarray(0, this.#length);
  }
}

/** For each state 1 where one of `ends` can be reached by what happens by itself, else 0. */
export function canEnd({ edges }: Steps, states: number, ends: readonly number[]): Uint8Array {
  const { starts, sources } = backwards(edges, states);
  const reached = new Uint8Array(states);
  const queue = [...ends];
  for (const end of ends) reached[end] = 1;
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (let at = starts[state] ?? 0; at < (starts[state + 1] ?? 0); at += 1) {
      const source = sources[at] ?? 0;
      if (reached[source] === 1) continue;
      reached[source] = 1;
      queue.push(source);
    }
  }
  return reached;
}

/** The same edges, sorted by where they lead. */
function backwards(edges: Int32Array, states: number): { starts: Int32Array; sources: Int32Array } {
  const starts = new Int32Array(states + 2);
  for (let at = 1; at < edges.length; at += 2) add(starts, (edges[at] ?? 0) + 2, 1);
  for (let state = 2; state < starts.length; state += 1) add(starts, state, starts[state - 1] ?? 0);
  const sources = new Int32Array(edges.length / 2);
  for (let at = 0; at < edges.length; at += 2) {
    const to = (edges[at + 1] ?? 0) + 1;
    sources[starts[to] ?? 0] = edges[at] ?? 0;
    add(starts, to, 1);
  }
  return { starts, sources };
}

function add(numbers: Int32Array, at: number, by: number): void {
  numbers[at] = (numbers[at] ?? 0) + by;
}
