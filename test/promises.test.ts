import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Source {
  path: string;
  text: string;
}

function filesIn(folder: string, names: RegExp): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules'))
    .map((path) => ({ path: path.slice(ROOT.length + 1), text: readFileSync(path, 'utf8') }));
}

const SOURCES = [...filesIn('src', /\.(ts|js)$/), ...filesIn('commands', /\.ts$/)];
const sourceOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The code without its comments. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

const elsewhere = (...but: string[]) =>
  SOURCES.filter(({ path }) => !but.includes(path))
    .map(({ text }) => code(text))
    .join('\n');

/** The names of a union of texts, such as `type CounterName = | 'steps' | …`. */
function membersOf(text: string, type: string): string[] {
  const body = new RegExp(`export type ${type} =([^;]*);`).exec(code(text))?.[1] ?? '';
  return [...body.matchAll(/'([^']+)'/g)].map(([, name = '']) => name);
}

/** The methods of an interface: names before a parenthesis at its first indentation. */
function methodsOf(text: string, name: string): string[] {
  const body = new RegExp(`export interface ${name} [^{]*\\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, method = '']) => method);
}

const PORTS = filesIn('src/ports', /\.ts$/);
const PORT_METHODS = PORTS.flatMap(({ path, text }) =>
  [...text.matchAll(/^export interface (\w+)/gm)].flatMap(([, name = '']) =>
    methodsOf(text, name).map((method) => ({ path, name, method })),
  ),
);

const EVENTS = membersOf(sourceOf('src/domain/journal.ts'), 'JournalEvent');
/** In rows of older versions only: read, and written no more. */
const OLD_EVENTS = ['marked-faulty', 'late-published'];

/** Every reason of a refusal. */
const REASONS = [...sourceOf('src/domain/refusal.ts').matchAll(/\bcode: '([a-z-]+)'/g)].map(
  ([, name = '']) => name,
);
/** Every kind of message. */
const MESSAGES = [...sourceOf('src/domain/message.ts').matchAll(/^ {2}\| \{ is: '([a-z-]+)'/gm)].map(
  ([, name = '']) => name,
);

const COUNTERS = membersOf(sourceOf('src/ports/telemetry.ts'), 'CounterName');

const ENVIRONMENT = [...sourceOf('src/config/environment.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(
  ([, name = '']) => name,
);

/** The fields of the settings, those of each part too. */
const SETTINGS = [
  ...code(sourceOf('src/domain/settings.ts')).matchAll(/(?:^ {2}|^ {4}|[{;] ?)(\w+): /gm),
].map(([, name = '']) => name);

describe('what a type promises is there', () => {
  it('finds what there is to hold', () => {
    expect(PORT_METHODS.length).toBeGreaterThan(60);
    expect(EVENTS.length).toBeGreaterThan(40);
    expect(COUNTERS.length).toBeGreaterThan(4);
    expect(ENVIRONMENT.length).toBeGreaterThan(25);
    expect(SETTINGS.length).toBeGreaterThan(40);
    expect(REASONS.length).toBeGreaterThan(60);
    expect(MESSAGES.length).toBeGreaterThan(15);
  });

  it.each(COUNTERS)('the counter %s is counted', (name) => {
    expect(elsewhere('src/ports/telemetry.ts', 'src/adapters/process/metrics.ts')).toMatch(
      new RegExp(`count\\(\\s*'${name}'`),
    );
  });

  it.each([...new Set(REASONS)])('the refusal %s is given', (name) => {
    const givers = SOURCES.filter(({ path }) => !path.startsWith('src/domain/refusal'));
    expect(
      givers.some(({ text }) =>
        new RegExp(`code: '${name}'|[?:=] '${name}'|'${name}' as const`).test(code(text)),
      ),
    ).toBe(true);
  });

  it.each([...new Set(MESSAGES)])('the message %s is written', (name) => {
    const writers = SOURCES.filter(({ path }) => !/^src\/(?:domain\/message|adapters\/)/.test(path));
    expect(writers.some(({ text }) => code(text).includes(`is: '${name}'`))).toBe(true);
  });

  it.each(EVENTS.filter((event) => !OLD_EVENTS.includes(event)))('the event %s is written', (event) => {
    const text = elsewhere('src/domain/journal.ts');
    expect(text.replaceAll(new RegExp(`(?:[!=]==|case) '${event}'`, 'g'), '')).toContain(`'${event}'`);
  });

  it.each(ENVIRONMENT)('the variable %s is read', (name) => {
    expect(elsewhere('src/config/environment.ts', 'src/config/production.ts')).toMatch(
      new RegExp(`\\b${name}\\b`),
    );
  });

  it.each(SETTINGS)('the setting %s is read', (name) => {
    const readers = SOURCES.filter(
      ({ path }) => path !== 'src/domain/settings.ts' && !path.startsWith('src/config/'),
    );
    expect(readers.some(({ text }) => new RegExp(`\\b${name}\\b`).test(code(text)))).toBe(true);
  });

  it.each(PORT_METHODS)('$name: $method is called ($path)', ({ path, method }) => {
    // Also a method that is chosen by its name: `? 'forceCancelRun' : 'cancelRun'`.
    const called = new RegExp(`[.?](?:${method})\\(|\\b${method}\\b[^:]*\\} = |[?:] '${method}'`);
    const callers = SOURCES.filter((one) => one.path !== path);
    expect(callers.some(({ text }) => called.test(code(text)))).toBe(true);
  });
});

const DOCS = [
  ...filesIn('docs', /\.md$/),
  ...readdirSync(ROOT)
    .filter((name) => name.endsWith('.md'))
    .map((path) => ({ path, text: sourceOf(path) })),
];
const COMMENTED = [
  ...SOURCES,
  ...filesIn('simulator', /\.(ts|tsx|js)$/),
  ...filesIn('test', /\.ts$/).filter(({ path }) => path !== 'test/promises.test.ts'),
];

/** `[text](target)`, without addresses and anchors. */
const linksIn = (text: string) =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** Paths of this repository in running text, such as `src/app.ts` or docs/words.md. */
const pathsIn = (text: string) =>
  [
    ...text.matchAll(
      /(?<![\w/.@-])((?:src|docs|test|commands|simulator|examples|\.ci)\/[\w./-]*[\w-])(?![\w*…{<])/g,
    ),
  ].map(([, path = '']) => path);

const DECISIONS = readdirSync(join(ROOT, 'docs/decisions'));

/** Paths and decisions that are named and do not exist. */
function missingIn(text: string): string[] {
  const decisions = [...text.matchAll(/\bdecision (\d{4})\b/g)].map(([, number = '']) => number);
  return [
    ...pathsIn(text).filter((target) => !existsSync(join(ROOT, target))),
    ...decisions.filter((number) => !DECISIONS.some((name) => name.startsWith(`${number}-`))),
  ];
}

const commentsIn = (text: string) =>
  [...text.matchAll(/\/\*\*?[\s\S]*?\*\/|^\s*\/\/.*$/gm)].map(([comment]) => comment).join('\n');

describe('what is cited exists', () => {
  it.each(DOCS.map((doc) => [doc.path, doc.text] as const))('in %s', (path, text) => {
    const missing = linksIn(text).filter((target) => !existsSync(join(ROOT, dirname(path), target)));
    const prose = text.replace(/^```[\s\S]*?^```/gm, '');
    expect([...missing, ...missingIn(prose)]).toEqual([]);
  });

  it('in comments', () => {
    const missing = COMMENTED.flatMap(({ path, text }) =>
      missingIn(commentsIn(text)).map((target) => `${path}: ${target}`),
    );
    expect(missing).toEqual([]);
  });
});
