import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createUseCases } from '../../src/app/use-cases.ts';
import { commandsFrom } from '../../src/dispatch/load.ts';
import { decisionsFrom } from '../../src/engine/decisions.ts';
import { checksFrom } from '../../src/engine/define-check.ts';
import { jobsFrom } from '../../src/engine/define-job.ts';
import { operationsOf } from '../../src/engine/operations.ts';
import { stepsOf } from '../../src/engine/steps.ts';
import { REGISTERED } from '../../src/features/registrations.ts';
import { openApp } from '../harness/app/app.ts';
import { DOCTOR } from '../harness/app/doctor.ts';
import { stepIo } from '../harness/app/step-io.ts';
import { typed } from '../harness/app/typed.ts';
import { createFakeWorld } from '../harness/fakes/world.ts';
import extend from './extend.ts';
import { promotion } from './promotion.ts';
import remind from './remind.ts';
import requiredChecks from './required-checks.ts';
import { verifyStatus } from './verify-status.ts';
import whoami from './whoami.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = readdirSync(join(ROOT, 'docs')).filter((name) => name.startsWith('adding-'));

/** The example of a page, by the path in its first line; tests of examples are left out. */
const EXAMPLES = PAGES.flatMap((page) =>
  [...readFileSync(join(ROOT, 'docs', page), 'utf8').matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```/gm)]
    .map(([, path = '', text = '']) => ({ page, path, text }))
    .filter(({ path }) => !path.endsWith('.test.ts')),
);

/** The file beside this one that has the example. */
const fileOf = (path: string) =>
  path.endsWith('/operation.ts') ? 'promotion.ts' : (path.split('/').at(-1) ?? '');

/** The example as a file of this folder; its new event, which the page adds to the list, is one that exists. */
function here(path: string, text: string): string {
  return text
    .replace(/from '(\.[^']+)'/g, (_, target: string) => {
      const meant = join(dirname(path), target);
      const isExample = EXAMPLES.some((one) => one.path === meant);
      return isExample ? `from './${fileOf(meant)}'` : `from '../../${meant}'`;
    })
    .replace("event: 'extended'", "event: 'revised'");
}

describe('the examples of docs/adding-a-*', () => {
  it('are all here', () => {
    expect(EXAMPLES.map(({ path }) => fileOf(path)).toSorted()).toEqual(
      readdirSync(import.meta.dirname)
        .filter((name) => !name.endsWith('.test.ts'))
        .toSorted(),
    );
  });

  it.each(EXAMPLES)('compile as $page has them: $path', ({ path, text }) => {
    expect(here(path, text)).toBe(readFileSync(join(import.meta.dirname, fileOf(path)), 'utf8'));
  });

  it('are found as what they are', () => {
    const found = <Exported>(name: string, of: Exported) => [{ name, exports: { default: of } }];
    expect(checksFrom(found('required-checks', requiredChecks))).toHaveLength(1);
    expect(commandsFrom(found('whoami', whoami), [])).toHaveLength(1);
    expect(jobsFrom(found('remind', remind)).names).toEqual(['remind']);
    expect(operationsOf([promotion]).kinds).toEqual(['promotion']);
    expect(stepsOf([verifyStatus]).kinds).toEqual(['verify-status']);
  });

  it('the command says who asks', async () => {
    const app = await openApp();
    const commands = commandsFrom([{ name: 'whoami', exports: { default: whoami } }], []);

    expect(await typed(app, 'whoami', { by: 'ben', commands })).toMatchObject({
      text: 'You are Ben Ivarsson.',
    });
    expect(await typed(app, 'whoami --roles', { by: 'ben', commands })).toMatchObject({
      text: 'You are Ben Ivarsson (release-manager, approver).',
    });
    await app.close();
  });

  it('the step waits until the object names the version', async () => {
    const world = createFakeWorld();
    const step = verifyStatus.step({ after: [], params: { path: 'v1/status.json', version: '1.2.0' } });
    const look = () => verifyStatus.open(step)?.observe(stepIo(world));

    expect(await look()).toMatchObject({ is: 'pending' });
    world.objects.put({ path: 'v1/status.json', text: '{}', metadata: { naviVersion: '1.2.0' } });
    expect(await look()).toMatchObject({ is: 'ours' });
  });

  it('the decision keeps a plan from expiring', async () => {
    const app = await openApp();
    const decisions = decisionsFrom([{ name: 'extend', exports: { default: extend } }], REGISTERED);
    const use = createUseCases(app.context, { decisions, ...DOCTOR });
    const asked = await app.request();
    const click = { ...(await app.click(asked, 'ada')), reason: 'Ben is on a train', planHash: '' };

    expect(await use.decide('extend', click)).toMatchObject({ is: 'accepted' });
    const { plan } = await app.operation(asked.id);
    expect(Date.parse(plan.expiresAt) - Date.parse(asked.plan.expiresAt)).toBe(3_600_000);
    await app.close();
  });
});
