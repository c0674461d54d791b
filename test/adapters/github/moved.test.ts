import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGithub } from '../../../src/adapters/github/index.ts';

const ISSUE = { title: 'A title', body: 'A body' };

/** The repository was moved; another host, and the same host's new address, count what they get. */
let here: Server;
let elsewhere: Server;
let got: string[];
let status: number;
let target: () => string;

beforeEach(async () => {
  got = [];
  elsewhere = createServer((request, response) => {
    got.push(`elsewhere ${request.method}`);
    response.setHeader('content-type', 'application/json').end('{"number":1,"html_url":"https://x"}');
  }).listen(0);
  here = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET' && request.url === '/repos/old/name')
      return void response.writeHead(301, { location: '/repositories/7' }).end('{}');
    if (request.url === '/repositories/7') return void response.end('{"full_name":"new/name-now"}');
    if (request.url === '/repositories/7/issues') got.push(`here ${request.method}`);
    response.writeHead(status, { location: target() }).end('{}');
  }).listen(0);
  await Promise.all([once(here, 'listening'), once(elsewhere, 'listening')]);
});
afterEach(() => {
  for (const server of [here, elsewhere]) {
    server.closeAllConnections();
    server.close();
  }
});

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

it.each([
  [301, 'elsewhere'],
  [302, 'elsewhere'],
  [307, 'elsewhere'],
  [308, 'elsewhere'],
  [301, 'here'],
  [307, 'here'],
])(
  'a write that is answered with %i to %s is sent nowhere else, and the new name is said',
  async (is, to) => {
    status = is;
    target = () => (to === 'here' ? '/repositories/7/issues' : `${urlOf(elsewhere)}/repositories/7/issues`);
    const github = createGithub({
      baseUrl: urlOf(here),
      auth: { token: 'a-token' },
      repository: { owner: 'old', name: 'name' },
      deadlineMs: 5_000,
    });

    await expect(github.createIssue(ISSUE)).rejects.toMatchObject({
      facts: {
        kind: 'refused',
        code: 'moved',
        problem: expect.stringMatching(/old\/name has moved to new\/name-now, and nothing was written: set/),
      },
    });
    expect(got).toEqual([]);
  },
);
