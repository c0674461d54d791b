/** The fields of an object to return: each name with the fields below it, `true` for all of it. `*` is every name. */
type Mask = Map<string, Mask | true>;

/**
 * Reduces an answer to what `fields` names (Cloud Storage documentation, "Partial responses"): names with commas,
 * `a/b` for what is below, `a(b,c)` for several. Returns the first malformed name instead, if there is one.
 */
export function selectFields(answer: unknown, fields: string): { is: 'part'; part: unknown } | { is: 'bad' } {
  const mask = parse(fields);
  return mask === undefined ? { is: 'bad' } : { is: 'part', part: cut(answer, mask) };
}

function cut(value: unknown, mask: Mask | true): unknown {
  if (mask === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => cut(one, mask));
  const kept = Object.entries(value).flatMap(([name, one]) => {
    const below = mask.get(name) ?? mask.get('*');
    return below === undefined ? [] : [[name, cut(one, below)] as const];
  });
  return Object.fromEntries(kept);
}

function parse(text: string): Mask | undefined {
  const tokens = text.match(/[A-Za-z0-9_\-*.]+|[(),/]/g) ?? [];
  if (tokens.join('') !== text.replaceAll(' ', '')) return undefined;
  const reader = { tokens, at: 0 };
  const mask = readList(reader);
  return mask !== undefined && reader.at === tokens.length ? mask : undefined;
}

interface Reader {
  tokens: string[];
  at: number;
}

function readList(reader: Reader): Mask | undefined {
  const mask: Mask = new Map();
  for (;;) {
    if (!readPath(reader, mask)) return undefined;
    if (reader.tokens[reader.at] !== ',') return mask;
    reader.at += 1;
  }
}

function readPath(reader: Reader, mask: Mask): boolean {
  const name = reader.tokens[reader.at];
  if (name === undefined || /^[(),/]$/.test(name)) return false;
  reader.at += 1;
  const next = reader.tokens[reader.at];
  if (next === '/' || next === '(') {
    reader.at += 1;
    const known = mask.get(name);
    const below: Mask = known instanceof Map ? known : new Map();
    mask.set(name, below);
    if (next === '/') return readPath(reader, below);
    const list = readList(reader);
    if (list === undefined || reader.tokens[reader.at] !== ')') return false;
    reader.at += 1;
    for (const [key, value] of list) below.set(key, value);
    return true;
  }
  mask.set(name, true);
  return true;
}
