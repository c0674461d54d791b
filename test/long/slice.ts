/** One of `of` equal parts of the long suites; `index` counts from 1. */
export interface Slice {
  index: number;
  of: number;
}

/** Everything. */
export const WHOLE: Slice = { index: 1, of: 1 };

/** `2/4` to a slice. Throws when it is not one. */
export function parseSlice(text: string): Slice {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const slice = { index: Number(index), of: Number(of) };
  if (!(slice.index >= 1 && slice.index <= slice.of)) throw new Error(`"${text}" is not a slice such as 2/4`);
  return slice;
}

/** One of the equal parts of a suite whose beginning costs more than a case; `part` counts from 0. */
export interface Part {
  part: number;
  parts: number;
}

const UNDIVIDED: Part = { part: 0, parts: 1 };

/**
 * The items of this slice, in their order. The slices of one number together are all items, each once. Of a suite in parts the
 * slices take items of each part in turns: a slice has many of one part, where it would have a few of each.
 */
export function sliceOf<T>(
  items: readonly T[],
  { index, of }: Slice,
  { part, parts }: Part = UNDIVIDED,
): T[] {
  return items.filter((_, place) => (place * parts + part) % of === index - 1);
}

/** Whether a slice has any items of this part, however many there are. */
export function hasPart(slice: Slice, part: Part): boolean {
  return sliceOf(Array.from({ length: slice.of }), slice, part).length > 0;
}

/** The slice that a tree (its git hash) has to pass: the same for every run on the same sources. */
export function sliceOfTree(tree: string, of: number): Slice {
  return { index: (Number.parseInt(tree.slice(0, 8), 16) % of) + 1, of };
}

/** The slice that this run of the tests was asked for by `NAVI_TEST_SLICE`; the whole without it. */
export function sliceAsked(env: NodeJS.ProcessEnv = process.env): Slice {
  const text = env['NAVI_TEST_SLICE'];
  return text === undefined || text === '' ? WHOLE : parseSlice(text);
}
