import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { rawRequest, statusOf } from '../adapters/web/raw-socket.ts';
import { REPOSITORY } from '../harness/process/plugged.ts';
import { readStore, type StoreReader } from '../harness/store/store-reader.ts';
import { until } from '../harness/until.ts';
import type { House } from '../harness/world/house.ts';
import { operationOf } from '../harness/world/slack-door.ts';
import { openAttacked, troubleOf } from './house.ts';
import { clicked, commandOf, deliveryOf, submitted } from './payloads.ts';
import { type Attack, type Tally, tally } from './tally.ts';

const POINTER = 'v1/navi-loader.js';
const APPROVERS = ['U0BEN', 'U0CLEO', 'U0DEV'];
/** So many requests at once. */
const AT_ONCE = 30;
const DONE_MS = 300_000;
const START_MS = 180_000;
/** The calls with which Navi looks for runs: one search for all webhooks of some seconds. */
const MOST_SEARCHES = 10;

interface Attacked {
  house: House;
  reader: StoreReader;
  pid: number | undefined;
}

/** The repository's configuration, with three approvers of whom each has to approve. */
function configWithThree(dir: string): string {
  const config = parse(readFileSync(join(REPOSITORY, 'navi.config.yaml'), 'utf8'));
  config.people.dev.roles = ['engineer', 'approver'];
  config.release.approvals = APPROVERS.length;
  const file = join(dir, 'navi.config.yaml');
  writeFileSync(file, stringify(config));
  return file;
}

/** What is sent twice, at once, late or too large through the doors of a real process in HTTP mode. */
export const attackDoors: Attack = async ({ only = '' }) => {
  const dir = mkdtempSync(join(tmpdir(), 'navi-doors-'));
  const variables = { NAVI_CONFIG: configWithThree(dir), NAVI_DATA_DIR: join(dir, 'store') };
  const house = await openAttacked('http', { variables });
  const at = { house, reader: readStore({ dir: join(dir, 'store') }), pid: house.navi.plug.state().pid };
  const parts = { dates, replays, approvals, rollbacks, webhooks };
  const tallies: Tally[] = [];
  try {
    for (const [name, part] of Object.entries(parts)) if (name.includes(only)) tallies.push(await part(at));
    tallies.push(await tally('the process afterwards', [() => trouble(house)]));
  } finally {
    await house.close();
    rmSync(dir, { recursive: true, force: true });
  }
  return tallies;
};

async function trouble(house: House): Promise<string | null> {
  const loud = house.navi.log().find((line) => /uncaught|unhandled|"level":50/.test(line));
  return loud ?? troubleOf(house, house.navi.plug.state().pid);
}

/** Signatures at both ends of their five minutes. */
function dates({ house }: Attacked): Promise<Tally> {
  const dated = [
    [-290, 200],
    [290, 200],
    [-310, 401],
    [310, 401],
  ] as const;
  const tries = dated.map(([seconds, status]) => async () => {
    const before = (await house.notes('U0ADA')).length;
    const answer = await commandOf(house, 'U0ADA', 'status', seconds)();
    if (answer.status !== status) return `${seconds} s: ${answer.status}`;
    const heard = async () => (await house.notes('U0ADA')).length > before || undefined;
    if (status === 200) return until('an answer', heard).then(() => null);
    await house.answerTo('U0CLEO', 'status');
    return (await heard()) === undefined ? null : `${seconds} s: it was answered`;
  });
  return tally('signatures of 290 s and 310 s', tries);
}

/** The same signed bytes again: at once, and to the process after a restart. */
async function replays({ house, reader }: Attacked): Promise<Tally> {
  const send = commandOf(house, 'U0ADA', 'release v1.2.0');
  const plans = async () => (await reader.operations()).length;
  const again = (post: () => Promise<Response>) => async () => {
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await post()).status));
    await house.answerTo('U0CLEO', 'status');
    const found = await plans();
    if (found !== 1) return `${found} plans`;
    return statuses.every((status) => status === 200) ? null : statuses.join();
  };
  let retract = send;
  const begin = async () => {
    await send();
    await until('the card', async () => (await house.cards()).length > 0);
    return null;
  };
  const end = async () => {
    const { ts, ...card } = await house.card();
    const value = JSON.stringify({ o: operationOf({ ts, ...card }), r: 1 });
    const click = { user: 'U0ADA', action: 'retract', value, channel: 'C0RELEASES', ts };
    retract = deliveryOf(house, clicked(click));
    await retract();
    await house.cardSays(/retracted|withdrawn|ended/i);
    return null;
  };
  const restart = async () => {
    await house.killNavi();
    const isReady = async () => (await (await fetch(`${house.navi.url}/readyz`)).text()) === 'ready';
    // A busy machine may take longer than a start may.
    await house.startNavi().catch(() => until('it is ready', isReady, START_MS));
    return null;
  };
  const tries = [begin, again(send), end, again(send), () => again(retract)(), restart, again(send)];
  return tally('replayed commands and clicks', [...tries, () => again(retract)()]);
}

const Metadata = z.looseObject({ operation: z.string(), planHash: z.string() });

/** Thirty submissions by three approvers at once, and again afterwards. */
async function approvals({ house, reader }: Attacked): Promise<Tally> {
  await house.request('U0ADA', 'v1.2.0');
  const window = await house.clickForModal('U0BEN', 'approve');
  const metadata = Metadata.parse(JSON.parse(String(window['private_metadata'])));
  await house.dismiss('U0BEN', window);
  const posts = Array.from({ length: AT_ONCE }, (_, n) =>
    deliveryOf(house, submitted({ user: APPROVERS[n % 3] ?? '', callback: 'navi.decide.approve', metadata })),
  );
  const seen = async () => (await reader.operations()).find(({ id }) => id === metadata.operation);
  const counted = async () => {
    await until('it is done', async () => (await seen())?.state.is === 'done', DONE_MS);
    const approvers = z.array(z.looseObject({ person: z.string() })).parse((await seen())?.['approvers']);
    const { runs } = await house.github();
    const ours = runs.filter(({ title }) => title.includes(metadata.operation)).length;
    const people = approvers.map(({ person }) => person).toSorted();
    return people.join() === 'ben,cleo,dev' && ours === 1 ? null : `${people.join()}, ${ours} runs`;
  };
  const all = async () => {
    const statuses = await Promise.all(posts.map(async (post) => (await post()).status));
    return statuses.every((status) => status === 200) ? null : statuses.join();
  };
  return tally(`${AT_ONCE} approvals by three people at once, twice`, [all, counted, all, counted]);
}

const Answer = z.looseObject({ exit: z.number(), text: z.string() });

/** Three people in Slack and three terminals roll back at once. */
async function rollbacks({ house, reader }: Attacked): Promise<Tally> {
  const before = (await house.generations(POINTER)).length;
  const people = ['U0CLEO', 'U0ADA', 'U0BEN'];
  const heardBefore = await Promise.all(people.map(async (user) => (await house.notes(user)).length));
  const slack = people.map((user) => commandOf(house, user, 'rollback --yes --reason "an attack"'));
  const terminal = async () => {
    const answer = await fetch(`${house.navi.url}/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-navi-client': '1' },
      body: JSON.stringify({ words: 'rollback --yes --reason "an attack"' }),
    });
    const { exit, text } = Answer.parse(await answer.json());
    return exit === 0 || /already|in progress|under way/i.test(text)
      ? null
      : `${exit}: ${text.slice(0, 200)}`;
  };
  const said = (user: string, index: number) => async () => {
    const note = await until(
      `an answer to ${user}`,
      async () => (await house.notes(user))[heardBefore[index] ?? 0],
    );
    return /roll(ing)? back|already/i.test(note.text) ? null : note.text.slice(0, 200);
  };
  const sends = slack.map((post) => async () => ((await post()).status === 200 ? null : 'no 200'));
  const once = async () => {
    const done = async () => {
      const found = (await reader.operations()).filter(({ kind }) => kind === 'rollback');
      return found.length > 0 && found.every(({ state }) => state.is === 'done') ? found.length : undefined;
    };
    const operations = await until('the rollback is done', done, DONE_MS);
    const moves = (await house.generations(POINTER)).length - before;
    return operations === 1 && moves === 1 ? null : `${operations} rollbacks, ${moves} moves`;
  };
  const atOnce = await tally('', [...sends, terminal, terminal, terminal], 6);
  const after = await tally('', [...people.map(said), once, ...sends, once]);
  return {
    what: 'rollbacks by three people and three terminals at once, and replayed',
    tried: atOnce.tried + after.tried,
    faults: [...atOnce.faults, ...after.faults],
  };
}

/** A webhook under new delivery ids, in chunks, and too large. */
async function webhooks({ house, pid }: Attacked): Promise<Tally> {
  const secret = house.world.variables['GITHUB_WEBHOOK_SECRET'] ?? '';
  const port = Number(new URL(house.navi.url).port);
  const run = JSON.stringify({ workflow_run: { id: 4242 } });
  const large = Buffer.concat([Buffer.from(run), Buffer.alloc(6_000_000, 0x20)]);
  const headersOf = (body: string | Buffer) => ({
    'content-type': 'application/json',
    'x-github-event': 'workflow_run',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  });
  const url = `${house.navi.url}/hooks/github`;
  const send = async (body: string | Buffer) =>
    (await fetch(url, { method: 'POST', headers: headersOf(body), body: new Uint8Array(Buffer.from(body)) }))
      .status;
  const chunked = async (body: Buffer) => {
    const lines = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}`);
    const head = ['POST /hooks/github HTTP/1.1', 'host: 127.0.0.1', ...lines, 'connection: close'];
    const parts = [0, Math.floor(body.length / 2)].map((from, index, all) =>
      body.subarray(from, all[index + 1]),
    );
    const chunks = parts.flatMap((part) => [
      Buffer.from(`${part.length.toString(16)}\r\n`),
      part,
      Buffer.from('\r\n'),
    ]);
    const start = Buffer.from(`${head.join('\r\n')}\r\ntransfer-encoding: chunked\r\n\r\n`);
    return statusOf(
      await rawRequest(port, Buffer.concat([start, ...chunks, Buffer.from('0\r\n\r\n')]), 10_000),
    );
  };
  const is = (found: number | 'closed', ...wanted: (number | 'closed')[]) =>
    wanted.includes(found) ? null : String(found);
  const searches = async () => (await house.calls('github', 'GET runs')).length;
  const before = await house.snapshot();
  const replayed = Array.from({ length: AT_ONCE }, () => async () => is(await send(run), 202));
  return tally('webhooks that are replayed, in chunks, or of 6 MB', [
    ...replayed,
    async () => is(await chunked(Buffer.from(run)), 202),
    async () => is(await send(large), 413),
    async () => is(await chunked(large), 413, 'closed'),
    async () => {
      await house.answerTo('U0CLEO', 'status');
      const found = await searches();
      return found <= MOST_SEARCHES ? null : `${found} searches for runs`;
    },
    async () => ((await house.snapshot()) === before ? null : 'something changed outside'),
    () => troubleOf(house, pid ?? house.navi.plug.state().pid),
  ]);
}
