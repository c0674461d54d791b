/** What `package-lock.json` takes from outside the repository: each package's `name@version`, with its integrity. */
export type ThirdParty = ReadonlyMap<string, string>;

/** Undefined where the text is no such file. Workspaces, and links to them, are the repository's own. */
export function thirdPartyOf(text: string): ThirdParty | undefined {
  const packages = objectIn(parsed(text), 'packages');
  if (packages === undefined) return undefined;
  const entries = Object.keys(packages).flatMap((path): [string, string][] => {
    const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    const entry = objectIn(packages, path);
    if (name === undefined || entry === undefined || entry['link'] === true) return [];
    const source = textIn(entry, 'integrity') ?? textIn(entry, 'resolved') ?? '';
    return [[`${textIn(entry, 'name') ?? name}@${textIn(entry, 'version') ?? ''}`, source]];
  });
  return new Map(entries);
}

/** How one differs from the other, in words: `+ left-pad@1.3.1`, `− left-pad@1.3.0`, `≠ other@2.0.0 (other content)`. */
export function thirdPartyChanges(before: ThirdParty, now: ThirdParty): string[] {
  const added = [...now.keys()].filter((one) => !before.has(one)).map((one) => `+ ${one}`);
  const removed = [...before.keys()].filter((one) => !now.has(one)).map((one) => `− ${one}`);
  const other = [...now].flatMap(([one, source]) =>
    before.has(one) && before.get(one) !== source ? [`≠ ${one} (other content)`] : [],
  );
  return [...other, ...added, ...removed];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectIn(of: unknown, name: string): Record<string, unknown> | undefined {
  const value: unknown = isObject(of) && Object.hasOwn(of, name) ? of[name] : undefined;
  return isObject(value) ? value : undefined;
}

function textIn(of: Record<string, unknown>, name: string): string | undefined {
  const value = of[name];
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
