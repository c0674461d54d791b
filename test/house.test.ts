import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../src/features/operations.ts';
import { STEPS } from '../src/features/steps.ts';

const ROOT = join(import.meta.dirname, '..');

/** What carries operations and knows no kind of operation or step: these folders and files, and every record file of the domain. */
const ENGINE = [
  ...listed('src/engine', /\.ts$/),
  ...listed('src/engine/jobs', /\.ts$/),
  ...listed('src/outbox', /\.ts$/),
  ...listed('src/outbox/card', /\.ts$/),
  ...listed('src/outbox/jobs', /\.ts$/),
  ...listed('src/domain', /^(step|operation|plan|surface-change|release-record|record.*)\.ts$/),
  ...listed('src/features/record', /\.ts$/),
];

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function listed(folder: string, names: RegExp): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => names.test(name))
    .map((name) => `${folder}/${name}`);
}

/** Where a file imports a step, or writes a kind of step as text. */
function stepsNamedIn(text: string): string[] {
  const imported = text.match(/from '[^']*\/steps\/[^']*'/g) ?? [];
  const written = STEPS.kinds.filter((kind) => new RegExp(`['"\`]${kind}['"\`:]`).test(text));
  return [...imported, ...written];
}

/** Where a file compares the kind of an operation with a name, or writes one down as such. */
function operationsNamedIn(text: string): string[] {
  const kinds = OPERATIONS.kinds.join('|');
  const compared = new RegExp(`\\bkind\\b[^\\n;]{0,30}[!=]==? *['"\`](?:${kinds})['"\`]`, 'g');
  const turned = new RegExp(`['"\`](?:${kinds})['"\`] *[!=]==? *[\\w.?]*kind\\b`, 'g');
  const written = new RegExp(`\\bkind\\??: *(?:z\\.(?:literal|enum)\\(\\[?)?['"\`](?:${kinds})['"\`]`, 'g');
  return [compared, turned, written].flatMap((pattern) => text.match(pattern) ?? []);
}

/** The engine reads no plan of one kind either. */
function plansNamedIn(text: string): string[] {
  const cases = new RegExp(`case ['"\`](?:${OPERATIONS.kinds.join('|')})['"\`]:`, 'g');
  return [
    ...(text.match(/from '[^']*(?:features\/(?:release|rollback)|planners)\/[^']*'/g) ?? []),
    ...(text.match(cases) ?? []),
  ];
}

/** Features whose business a kind of operation is: the list of operations names their definitions. */
const OWNERS = [...textOf('src/features/operations.ts').matchAll(/from '\.\/(\w+)\//g)].map(
  ([, feature]) => `src/features/${feature}/`,
);
/** A migration says what it found in stores of its day. */
const NAMED = ['src/adapters/store/migrations/0003-backfill.ts'];

function sources(): string[] {
  return ['src', 'commands'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );
}

describe('kinds of operations', () => {
  it('are named by their own features alone', () => {
    const naming = sources()
      .filter((file) => !OWNERS.some((folder) => file.startsWith(folder)))
      .filter((file) => operationsNamedIn(textOf(file)).length > 0);

    expect(naming).toEqual(NAMED);
  });

  it.each(ENGINE)('are unknown to the engine: %s', (file) => {
    const text = textOf(file);
    expect([...operationsNamedIn(text), ...plansNamedIn(text)]).toEqual([]);
  });

  it.each([
    "if (operation.kind === 'release') return;",
    "if (plan.content.kind !== 'rollback') return;",
    "const isStop = 'stop' === content.kind;",
    "kind: 'release' | 'rollback';",
    "kind: z.literal('stop'),",
    "kind: z.enum(['release', 'rollback']),",
  ])('would be found out: %s', (text) => {
    expect(operationsNamedIn(text)).not.toEqual([]);
  });

  it.each([
    "import { releaseContent } from '../features/release/plans/release-content.ts';",
    "switch (kind) { case 'rollback': return; }",
  ])('would be found out in the engine: %s', (text) => {
    expect(plansNamedIn(text)).not.toEqual([]);
  });
});

describe('the engine', () => {
  it('is guarded', () => {
    expect(ENGINE.length).toBeGreaterThan(20);
    expect(STEPS.kinds.length).toBeGreaterThan(15);
  });

  it.each(ENGINE)('names no step: %s', (file) => {
    expect(stepsNamedIn(textOf(file))).toEqual([]);
  });

  it.each([
    "import { purge } from './steps/purge.ts';",
    "import { STEPS } from '../flow/steps/catalogue.ts';",
    "if (step.kind === 'swap-pointer') return;",
    'const own = steps[`verify-npm:$' + '{name}`];',
  ])('would be found out: %s', (text) => {
    expect(stepsNamedIn(text)).not.toEqual([]);
  });
});

/** The names that files of these folders define with this function. */
function definedWith(define: string, folders: RegExp): string[] {
  return sources()
    .filter((file) => folders.test(file))
    .flatMap((file) => [...textOf(file).matchAll(new RegExp(`^export const (\\w+) = ${define}\\b`, 'gm'))])
    .map(([, name = '']) => name);
}

describe('a definition', () => {
  it.each([
    ['defineGate', /\/gates\//, 'src/features/release/gates/release-gates.ts', 20],
    ['defineStep', /\/steps\//, 'src/features/steps.ts', 15],
    ['defineOperation', /^src\/features\//, 'src/features/operations.ts', 3],
  ] as const)('made with %s is in its list', (define, folders, list, least) => {
    const names = definedWith(define, folders);
    const registered = /\[([^[\]]*)\]\)?;/.exec(textOf(list))?.[1] ?? '';

    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(registered))).toEqual([]);
    expect(names.length).toBeGreaterThan(least);
  });
});

describe('a journal row', () => {
  /** Three hand the rows on to what looks; a revocation counts even where another hand wrote it. */
  const LOOKED_AT_ELSEWHERE = [
    'src/engine/click.ts',
    'src/features/drift/known.ts',
    'src/features/release/left-tag/gather.ts',
    'src/features/rollback/decisions/post-mortem.ts',
  ];
  const believers = (texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).flatMap(([file, text]) =>
      text.includes('journal.of(') && !text.includes('authentic') ? [file] : [],
    );

  it('is read with a look at whether Navi wrote it', () => {
    const files = sources().filter((file) => !/^src\/(adapters|ports)\//.test(file));

    expect(believers(Object.fromEntries(files.map((file) => [file, textOf(file)]))).toSorted()).toEqual(
      LOOKED_AT_ELSEWHERE,
    );
    expect(believers({ a: `(await tx.journal.of(subject)).some(({ row }) => row.event === 'x')` })).toEqual([
      'a',
    ]);
  });
});
