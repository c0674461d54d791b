import { afterEach, beforeEach, expect, it } from 'vitest';
import { gatherNotice } from '../../../src/features/customers/index.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { makeReady } from '../../model/world-actions.ts';
import { begun, haveCustomers, headOf, noticeOf } from './tell.ts';

const DAY_MS = 86_400_000;
const CHANGESET = '.changeset/brave.md';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  haveCustomers(app, 2);
  land({ 'packages/navi-core/CHANGELOG.md': entry('1a2b3c4: Drop the global `navi` object.') });
});
afterEach(() => app.close());

function entry(...items: string[]): string {
  return `# Changelog\n\n## 2.0.0\n\n### Major Changes\n\n${items.map((item) => `- ${item}`).join('\n')}\n`;
}

/** Lands files on the default branch. */
function land(files: Record<string, string>): void {
  app.world.scm.push({ title: 'Change files', files });
}

async function untold(): Promise<readonly string[]> {
  const facts = await gatherNotice(app.context, { version: '2.0.0', commit: await headOf(app) });
  return facts.is === 'sent' ? facts.untold : [`not sent: ${facts.is}`];
}

const plan = async () => JSON.stringify(await typed(app, 'release v2.0.0 --dry-run'));

it('owes a correction once a breaking change lands, until that is given', async () => {
  makeReady(app.world, '2.0.0');
  land({ 'packages/navi-core/CHANGELOG.md': entry('1a2b3c4: Drop the global `navi` object.') });
  await begun(app, '2026-12-24');
  await app.work();
  await app.world.clock.advance(40 * DAY_MS);
  expect(await untold()).toEqual([]);

  land({
    'packages/navi-core/CHANGELOG.md': entry(
      '1a2b3c4: Drop the global `navi` object.',
      '5d6e7f8: Remove stop().',
    ),
  });

  expect(await untold()).toEqual(['Remove stop().']);
  expect(await plan()).toMatch(/not notified of what breaks since the notice of v2\.0\.0.*Remove stop/);
  await begun(app, '2027-03-01');
  await app.work();
  expect((await noticeOf(app)).notice).toMatchObject({ kind: 'correction', carries: null });
  expect(await untold()).toEqual([]);
});

it('does not owe one because changesets became a changelog, or for a change that breaks nothing', async () => {
  land({
    'packages/navi-core/CHANGELOG.md': '# Changelog\n',
    [CHANGESET]: '---\n"@awell-health/navi-core": major\n---\n\nDrop the global `navi` object.\n',
  });
  await begun(app, '2026-12-24');
  await app.work();
  const { notice } = await noticeOf(app);

  land({
    'packages/navi-core/CHANGELOG.md': `${entry('1a2b3c4: Drop the global `navi` object.')}\n### Patch Changes\n\n- 9a8b7c6: Mend x.\n`,
    '.changeset/small.md': '---\n"@awell-health/navi-core": patch\n---\n\nMend x.\n',
  });

  expect(await untold()).toEqual([]);
  await begun(app, '2027-01-08');
  expect((await noticeOf(app)).notice.carries).toBe(notice.id);
});

it('tells of each breaking change, also of those after the longest text that a notice has', async () => {
  const items = Array.from(
    { length: 40 },
    (_, nth) => `1a2b3c4: Remove call ${nth}.\n  ${'How to mend it. '.repeat(30)}`,
  );
  const long = `5d6e7f8: Remove ${'what has a long name and '.repeat(40)}all.`;
  land({ 'packages/navi-core/CHANGELOG.md': entry(...items, long) });
  await begun(app, '2026-12-24');
  await app.work();
  expect(await untold()).toEqual([]);
  const text = app.world.mail.letters[0]?.text ?? '';
  expect(text).toContain('Left out for its length, but breaking, too:');
  expect(text).toContain('- Remove call 39.');
  expect(text.length).toBeLessThan(12_000);
});

it('believes the texts that were reviewed, not rows that were changed since', async () => {
  const id = await begun(app, '2026-12-24');
  await app.work();
  land({ 'packages/navi-core/CHANGELOG.md': entry('5d6e7f8: Remove stop().') });
  await app.store.transaction(async (tx) => {
    for (const one of await tx.notices.deliveries(id))
      await tx.notices.saveDelivery({ ...one, recipient: { ...one.recipient, text: 'Remove stop().' } });
  });
  expect(await untold()).toEqual(['Remove stop().']);
});
