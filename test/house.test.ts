import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../src/flow/steps/catalogue.ts';

const ROOT = join(import.meta.dirname, '..');

/** What carries operations and knows no kind of step: these folders and files, and every record file of the domain. */
const ENGINE = [
  ...listed('src/engine', /\.ts$/),
  ...listed('src/domain', /^(step|operation|plan|surface-change|release-record|record.*)\.ts$/),
  ...listed(
    'src/flow',
    /^(advance|run-step|keep-step|save-done|wait|leave|go-on|lease|guard|hold|ports)\.ts$/,
  ),
  ...listed('src/flow/record', /\.ts$/),
];

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

describe('the engine', () => {
  it('is guarded', () => {
    expect(ENGINE.length).toBeGreaterThan(20);
    expect(STEPS.kinds.length).toBeGreaterThan(15);
  });

  it.each(ENGINE)('names no step: %s', (file) => {
    expect(stepsNamedIn(readFileSync(join(ROOT, file), 'utf8'))).toEqual([]);
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
