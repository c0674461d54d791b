import { afterEach, beforeEach, expect, it } from 'vitest';
import { cell } from '../../../src/features/customers/notices/show.ts';
import { needsYou } from '../../../src/features/monitoring/sections/needs-you.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';
import { begun, haveCustomers } from './tell.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const shown = async (words: string) => {
  const message = await typed(app, words);
  return message.is === 'line' ? message.text : JSON.stringify(message);
};
const recipients = (text: string) => text.split('\n').filter((line) => /^c\d{4}: /.test(line));

it.each([
  ['=1+1', `"'=1+1"`],
  [' \t=1+1', `"'  =1+1"`],
  ['\u200b=cmd', `"' =cmd"`],
  ['\u3164@x', `"' @x"`],
  ['\uff1dcmd', `"'\uff1dcmd"`],
  ['|calc', `"'|calc"`],
  ['a "b"\nc=1', `"a ""b"" c=1"`],
])('writes a cell that no spreadsheet takes for a formula: %j', (text, written) => {
  expect(cell(text)).toBe(written);
});

it('lists more than fifty recipients in pages, each of them once', async () => {
  haveCustomers(app, 101);
  await typed(app, 'notice v2.0.0 --on 2027-01-12');
  const pages = await Promise.all(
    ['', ' --page 2', ' --page 3'].map((page) => shown(`notice show v2.0.0${page}`)),
  );
  expect(pages.map((text) => recipients(text).length)).toEqual([50, 50, 1]);
  const all = pages.flatMap(recipients).map((line) => line.slice(0, 5));
  expect(new Set(all).size).toBe(101);
  expect(pages.map((text) => text.split('\n').at(-1))).toEqual([
    'Page 1 of 3: --page 2',
    'Page 2 of 3: --page 3',
    'Page 3 of 3: --page 1',
  ]);
  expect(recipients(pages[1] ?? '')[0]).toMatch(/\(by e-mail; loads v1\)$/);
});

it('has no pages for fifty', async () => {
  haveCustomers(app, 50);
  await typed(app, 'notice v2.0.0 --on 2027-01-12');
  expect(await shown('notice show v2.0.0')).not.toMatch(/Page/);
});

it('says what people do with recipients that wait for them, once it is being sent', async () => {
  const customers = [
    customerWith({ id: 'by-post', channel: { is: 'by-hand' } }),
    customerWith({ id: 'returned' }),
    customerWith({ id: 'told' }),
  ];
  app.world.customersFile.has({ is: 'read', customers });
  await typed(app, 'notice v2.0.0 --on 2027-01-12');
  expect(await shown('notice show v2.0.0')).not.toMatch(/By a person|Refused/);
  await begun(app);
  await app.work();
  const byPerson =
    'By a person: /navi notice by-hand v2.0.0 <recipient> "the proof", or /navi notice waive v2.0.0 <recipient> "the reason"';
  expect((await shown('notice show v2.0.0')).split('\n').at(-1)).toBe(byPerson);
  await typed(app, 'notice bounced v2.0.0 returned "no such mailbox"');
  expect((await shown('notice show v2.0.0')).split('\n').slice(-2)).toEqual([
    'Refused or bounced: correct the address and draft it again, or /navi notice again v2.0.0 <recipient>',
    byPerson,
  ]);
});

it('says why nothing was drafted where GitHub does not answer', async () => {
  haveCustomers(app, 1);
  app.world.scm.breakCall('defaultBranch', 'unknown');
  expect(await shown('notice v2.0.0 --on 2027-01-12')).toMatch(
    /"code":"neighbour-unreadable","service":"github"/,
  );
  expect(await shown('notice show v2.0.0')).toMatch(/There is no notice of v2\.0\.0/);
});

it('says so where nothing is written up yet', async () => {
  haveCustomers(app, 1);
  expect(await shown('notice v2.0.0 --on 2027-01-12')).toMatch(
    /Neither the changelogs nor a changeset .* have changes of v2\.0\.0/,
  );
  expect(await shown('notice v1.2.0 --on 2027-01-12')).not.toMatch(/Neither/);
});

it('is in each summary until it is given', async () => {
  haveCustomers(app, 2);
  const section = () => needsYou.gather(app.context, { now: app.world.clock.now(), days: 7 } as never);
  expect((await section()).lines.join()).not.toMatch(/Notice/);
  await typed(app, 'notice v2.0.0 --on 2027-01-12');
  expect((await section()).lines).toContain(
    'Notice to customers of v2.0.0 (major): drafted, not sent; 2 of 2 recipients are open; Ada Okafor looks after it',
  );
  await begun(app);
  await app.work();
  expect((await section()).lines.join()).not.toMatch(/Notice/);
});
