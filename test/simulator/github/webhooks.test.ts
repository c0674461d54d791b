import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Webhooks } from '@octokit/webhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PAIR } from './workflows.ts';
import { completed, dispatch, REPO, startWorld, until, WORKFLOW, type World } from './world.ts';

interface Delivery {
  event: string;
  id: string;
  signature: string;
  body: string;
}

const SECRET = 'simulated-webhook-secret';
const received: Delivery[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString('utf8');
  });
  request.on('end', () => {
    const header = (name: keyof IncomingHttpHeaders) => String(request.headers[name] ?? '');
    received.push({
      event: header('x-github-event'),
      id: header('x-github-delivery'),
      signature: header('x-hub-signature-256'),
      body,
    });
    response.end('ok');
  });
});
let world: World;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  world = await startWorld(
    {
      [WORKFLOW]: PAIR,
      '.github/workflows/tags.yml':
        'name: Tags\non: { push: { tags: ["v*"] } }\njobs: { a: { runs-on: x, steps: [{ run: "true" }] } }\n',
    },
    {
      pace: { workflow: 'canned' },
      hooks: () => [{ url: `http://127.0.0.1:${port}/github`, secret: SECRET }],
    },
  );
});
beforeEach(() => {
  received.length = 0;
});
afterAll(async () => {
  await world.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const actions = (event: string) =>
  received
    .filter((delivery) => delivery.event === event)
    .map((delivery) => String(new Map(Object.entries(JSON.parse(delivery.body))).get('action')));
const arrived = (event: string, action: string, count = 1) =>
  until(
    async () => actions(event).filter((one) => one === action).length,
    (found) => found >= count,
  );

describe('webhooks', () => {
  test('tell of a run and its jobs in order, signed', async () => {
    const id = await dispatch(world, { version: '1' });
    await arrived('workflow_run', 'completed');
    expect(actions('workflow_run')).toEqual(['requested', 'in_progress', 'completed']);
    expect(actions('workflow_job')).toEqual([
      'queued',
      'in_progress',
      'completed',
      'queued',
      'in_progress',
      'completed',
    ]);
    const verifier = new Webhooks({ secret: SECRET });
    for (const { body, signature } of received) expect(await verifier.verify(body, signature)).toBe(true);
    expect(await verifier.verify(`${received[0]?.body} `, received[0]?.signature ?? '')).toBe(false);
    expect(new Set(received.map((delivery) => delivery.id)).size).toBe(received.length);
    const last: unknown = JSON.parse(received.at(-1)?.body ?? '');
    expect(last).toMatchObject({
      workflow_run: { id, status: 'completed', conclusion: 'success' },
      repository: { full_name: 'awell-health/navi' },
    });
  });

  test('are repeated with the same number, lost, and late', async () => {
    await world.control('faults', { method: 'deliver.webhook', kind: 'duplicate' });
    await dispatch(world, { version: '1' });
    await arrived('workflow_run', 'completed');
    expect(actions('workflow_run')).toEqual(['requested', 'requested', 'in_progress', 'completed']);
    expect(received[0]?.id).toBe(received[1]?.id);

    received.length = 0;
    await world.control('faults', { method: 'deliver.webhook', kind: 'reset' });
    await dispatch(world, { version: '1' });
    await arrived('workflow_run', 'completed');
    expect(actions('workflow_run')).toEqual(['in_progress', 'completed']);

    received.length = 0;
    await world.control('faults', { method: 'deliver.webhook', kind: 'slow', seconds: 0.3 });
    await dispatch(world, { version: '1' });
    await arrived('workflow_run', 'requested');
    expect(actions('workflow_run').indexOf('requested')).toBeGreaterThan(0);
  });

  test('tell of a new tag, which also starts the workflow that waits for it', async () => {
    const sha = world.git('rev-parse', 'main');
    await world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/tags/v1.2.0', sha });
    await arrived('workflow_run', 'completed');
    expect(received.map((delivery) => delivery.event)).toEqual(expect.arrayContaining(['create', 'push']));
    const { data } = await world.octokit.rest.actions.listWorkflowRunsForRepo({ ...REPO, event: 'push' });
    expect(data.workflow_runs).toMatchObject([{ name: 'Tags', head_branch: 'v1.2.0' }]);
    await completed(world, data.workflow_runs[0]?.id ?? 0);
  });

  test('tell nothing of refs beside branches and tags', async () => {
    const sha = world.git('rev-parse', 'main');
    await world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/navi/op_1', sha });
    await world.octokit.rest.git.createRef({ ...REPO, ref: 'refs/heads/other', sha });
    await until(
      async () => received.map((delivery) => delivery.event),
      (events) => events.includes('push'),
    );
    expect(received.map((delivery) => delivery.event)).toEqual(['create', 'push']);
  });
});
