/** Ways that lead from one thing to at most one next: where they come round. Each is walked once for all that is asked. */

/** A circle that a way comes to. */
interface Round {
  /** From where the way that was asked for first came in. */
  readonly all: readonly string[];
  readonly place: ReadonlyMap<string, number>;
}

/** Finds the circle that the way from a thing comes to; null where the way ends. */
export function roundsAlong(next: (id: string) => string | null): (id: string) => Round | null {
  const known = new Map<string, Round | null>();
  return (id) => {
    const path = new Map<string, number>();
    let at: string | null = id;
    while (at !== null && !known.has(at) && !path.has(at)) {
      path.set(at, path.size);
      at = next(at);
    }
    const start = at === null ? undefined : path.get(at);
    let round = at === null ? null : (known.get(at) ?? null);
    if (start !== undefined) {
      const all = [...path.keys()].slice(start);
      round = { all, place: new Map(all.map((each, index) => [each, index])) };
    }
    for (const passed of path.keys()) known.set(passed, round);
    return round;
  };
}

/** The circle from that thing on; null for what does not stand on it. */
export function roundFrom(id: string, round: Round | null): readonly string[] | null {
  const index = round?.place.get(id);
  return round === null || index === undefined
    ? null
    : [...round.all.slice(index), ...round.all.slice(0, index)];
}
