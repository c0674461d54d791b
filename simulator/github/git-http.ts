import { gunzipSync } from 'node:zlib';
import type { Context } from 'hono';
import { readBody } from '../kernel/body.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { GithubError } from './answers.ts';
import { identify } from './auth.ts';
import { findRef } from './git/refs.ts';
import type { Github } from './github.ts';
import type { Account } from './options.ts';
import { onRefChange } from './triggers.ts';

/** git's own limit is larger; ours only bounds the read. */
const MOST_BYTES = 50_000_000;
const SERVICES = ['upload-pack', 'receive-pack'] as const;
type Service = (typeof SERVICES)[number];

/**
 * git's smart HTTP protocol (git-scm.com/docs/http-protocol): `git clone`, `fetch` and `push` with a token as the
 * password. A push obeys the rulesets for tags and starts workflows, as a change through the API does.
 */
export function addGitHttp(kernel: Kernel, github: Github): void {
  const route = (name: string, method: string, path: string, answer: Answer) =>
    kernel.route(name, method, `/:owner/:repo${path}`, (c) => answering(github, c, answer));

  route('git.advertise', 'GET', '/info/refs', async (c) => {
    const service = SERVICES.find((one) => c.req.query('service') === `git-${one}`);
    if (service === undefined) throw new GithubError(403, 'Please upgrade your git client.');
    const refs = await speak(github, service, { isAdvertised: true });
    const head = Buffer.from(`${packet(`# service=git-${service}\n`)}0000`);
    return gitAnswer(`${service}-advertisement`, Buffer.concat([head, refs]));
  });
  route('git.fetch', 'POST', '/git-upload-pack', async (c) =>
    gitAnswer('upload-pack-result', await speak(github, 'upload-pack', { input: await sentBy(c) })),
  );
  route('git.push', 'POST', '/git-receive-pack', async (c, caller) =>
    gitAnswer('receive-pack-result', await push(github, await sentBy(c), caller)),
  );
}

type Answer = (c: Context, caller: Account) => Promise<Response>;

/** git shows a plain text as `remote: …`, and asks for a password after a 401. */
async function answering(github: Github, c: Context, answer: Answer): Promise<Response> {
  try {
    const caller = identify(github, tokenOf(c), 'token');
    const asked = `${c.req.param('owner')}/${c.req.param('repo')?.replace(/\.git$/, '')}`;
    if (asked.toLowerCase() !== github.settings.name.toLowerCase())
      throw new GithubError(404, 'Repository not found.');
    return await answer(c, caller);
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    const headers = error.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
    return new Response(`${error.message}\n`, {
      status: error.status,
      headers: { 'content-type': 'text/plain', ...headers },
    });
  }
}

/** The password of Basic authentication, as the API takes a token. */
function tokenOf(c: Context): string | undefined {
  const basic = /^basic +(?<pair>\S+)$/i.exec(c.req.header('authorization') ?? '')?.groups?.['pair'];
  if (basic === undefined) return undefined;
  const [, password = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return `token ${password}`;
}

async function sentBy(c: Context): Promise<Buffer> {
  const body = await readBody(c.req.raw, MOST_BYTES);
  if (body === undefined) throw new GithubError(413, 'The pack is too large.');
  const isZipped = c.req.header('content-encoding') === 'gzip';
  return isZipped ? gunzipSync(body, { maxOutputLength: MOST_BYTES }) : body;
}

function speak(
  { git }: Github,
  service: Service,
  { isAdvertised = false, input }: { isAdvertised?: boolean; input?: Buffer },
): Promise<Buffer> {
  const how = ['--stateless-rpc', ...(isAdvertised ? ['--advertise-refs'] : [])];
  return git.bytes([service, ...how, git.repository], input);
}

function gitAnswer(type: string, body: Buffer): Response {
  const headers = { 'content-type': `application/x-git-${type}`, 'cache-control': 'no-cache' };
  return new Response(new Uint8Array(body), { headers });
}

/** One line of the protocol: its length in hexadecimal, then its text. */
function packet(text: string | Buffer): string {
  const bytes = Buffer.from(text);
  return `${(bytes.length + 4).toString(16).padStart(4, '0')}${bytes.toString('latin1')}`;
}

interface Command {
  ref: string;
  before: string | undefined;
  after: string | undefined;
}

async function push(github: Github, input: Buffer, caller: Account): Promise<Buffer> {
  const { commands, abilities } = commandsOf(input);
  const refused = commands.flatMap((command) => whyDeclined(github, command, caller) ?? []);
  if (refused.length > 0) return declined(commands, abilities, refused.join(' '));
  const report = await speak(github, 'receive-pack', { input });
  for (const { ref, before, after } of commands)
    if ((await findRef(github.git, ref))?.sha === after)
      await onRefChange(github, { name: ref, before, after, actor: caller.login });
  return report;
}

/** `<old> <new> <ref>` a line, the client's abilities after the first; a flush ends them. */
function commandsOf(input: Buffer): { commands: Command[]; abilities: string } {
  const commands: Command[] = [];
  let abilities = '';
  for (let at = 0; at + 4 <= input.length; ) {
    const length = Number.parseInt(input.toString('latin1', at, at + 4), 16);
    if (!(length > 4)) break;
    const [line = '', more = ''] = input.toString('utf8', at + 4, at + length).split('\0');
    const [before = '', after = '', ref = ''] = line.trim().split(' ');
    commands.push({ ref, before: objectOf(before), after: objectOf(after) });
    abilities ||= more;
    at += length;
  }
  return { commands, abilities };
}

function objectOf(sha: string): string | undefined {
  return /^0+$/.test(sha) ? undefined : sha;
}

function whyDeclined(
  { rules }: Github,
  { ref, before, after }: Command,
  caller: Account,
): string | undefined {
  const what = before === undefined ? 'creations' : after === undefined ? 'deletions' : 'updates';
  try {
    rules.check({ ref, by: caller.login, what });
    return undefined;
  } catch (error) {
    if (error instanceof GithubError) return error.message;
    throw error;
  }
}

/** git's report of a push of which nothing was taken. */
function declined(commands: readonly Command[], abilities: string, why: string): Buffer {
  const reason = `push declined due to repository rule violations`;
  const report = `${packet('unpack ok\n')}${commands.map(({ ref }) => packet(`ng ${ref} ${reason}\n`)).join('')}0000`;
  if (!abilities.includes('side-band-64k')) return Buffer.from(report, 'latin1');
  const said = packet(`\x02${why.replaceAll(/\s+/g, ' ').trim()}\n`);
  return Buffer.from(`${said}${packet(`\x01${report}`)}0000`, 'latin1');
}
