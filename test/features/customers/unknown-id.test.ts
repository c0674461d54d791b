import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/adapters/terminal/explained.ts';
import { nearestTo } from '../../../src/domain/distance.ts';
import { explain } from '../../../src/domain/refusals.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';
import { begun } from './tell.ts';

describe('the nearest names', () => {
  const NAMES = ['zna-antwerp', 'netz-sued', 'netz-nord', 'uz-gent'];
  it.each([
    ['zna-antwrp', ['zna-antwerp']],
    ['ZNA-Antwerp', ['zna-antwerp']],
    ['netz-sud', ['netz-sued', 'netz-nord']],
    ['netz', ['netz-sued', 'netz-nord']],
    ['antwerp', ['zna-antwerp']],
    ['bobby-tables', []],
    ['', []],
    ['x'.repeat(5_000), []],
  ])('of %s are %j', (word, expected) => {
    expect(nearestTo(word, NAMES)).toEqual(expected);
  });
});

describe('an id that is not known', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openApp();
    const customers = ['zna-antwerp', 'netz-sued'].map((id) => customerWith({ id }));
    app.world.customersFile.has({ is: 'read', customers });
    await begun(app);
    await app.work();
  });
  afterEach(() => app.close());

  it.each([
    ['customers zna-antwrp', /no customer "zna-antwrp"/, 'Did you mean zna-antwerp?'],
    ['customers bobby-tables', /no customer "bobby-tables"/, 'Type /navi customers to see them all.'],
    ['customers zna-antwrp --erase', /has erased nothing/, 'Did you mean zna-antwerp?'],
    ['notice show v2.0.0 netz-sud', /no recipient of "netz-sud"/, 'Did you mean netz-sued?'],
    ['notice bounced v2.0.0 zna "no such mailbox"', /no recipient "zna"/, 'Did you mean zna-antwerp?'],
    ['feedback break --customer netzsued --release v1.2.0', /no customer/, 'Did you mean netz-sued?'],
  ])('is refused, with those that are like it: %s', async (words, text, next) => {
    const answer = await typed(app, words);
    if (answer.is !== 'refusal') throw new Error(JSON.stringify(answer));
    const [reason] = answer.refusal.reasons;
    expect(reason && explain(reason)).toMatchObject({
      text: expect.stringMatching(text),
      next: expect.stringContaining(next),
    });
    expect(exitCodeOf(answer)).toBe(3);
  });

  it.each([
    ['emergency secruity "it leaks"', 2],
    ['emergency secruity --version v1.2.0', 2],
    ['emergency security', 2],
    ['emergency emg_0', 3],
    ['notice send v9.0.0', 3],
    ['notice v2.0.0', 2],
    ['notice settle v2.0.0', 2],
    ['emergency', 0],
    ['notice show v2.0.0', 0],
  ])('or a word that is not: %s exits with %i', async (words, code) => {
    const answer = await typed(app, words);
    expect(exitCodeOf(answer), JSON.stringify(answer)).toBe(code);
  });
});
