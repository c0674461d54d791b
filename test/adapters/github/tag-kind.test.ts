import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { createGithub } from '../../../src/adapters/github/index.ts';

const SHA = 'a'.repeat(40);

it.each(['tree', 'blob'])('a tag that leads to a %s is refused by that name', async (type) => {
  const server = createServer((_, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ object: { type, sha: SHA } }));
  }).listen(0);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const github = createGithub({
    baseUrl: `http://127.0.0.1:${port}`,
    auth: { token: 'a-token' },
    repository: { owner: 'one', name: 'name' },
    deadlineMs: 5_000,
  });
  try {
    await expect(github.tag('v1.2.0')).rejects.toMatchObject({
      facts: {
        kind: 'refused',
        code: 'tag-without-commit',
        problem: `the tag v1.2.0 leads to a ${type}, not to a commit`,
      },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
