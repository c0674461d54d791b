/** Edits between two short words (Levenshtein). */
export function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Of these names at most three that are like a typed word, the most similar first. */
export function nearestTo(typed: string, names: readonly string[]): string[] {
  const word = typed.slice(0, LONGEST_WORD).toLowerCase();
  const distanceTo = (name: string) =>
    word.length >= LEAST_PART && name.includes(word) ? 0 : distanceBetween(word, name.toLowerCase());
  return names
    .map((name) => ({ name, distance: distanceTo(name) }))
    .filter(({ name, distance }) => distance <= Math.max(2, name.length / 3))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

const LONGEST_WORD = 60;
/** A shorter part of a name is in too many. */
const LEAST_PART = 3;
