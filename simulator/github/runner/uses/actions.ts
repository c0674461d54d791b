import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ActionCall, ActionResult } from './call.ts';
import { checkout } from './checkout.ts';

type Action = (call: ActionCall) => Promise<ActionResult>;

interface KnownAction {
  action: Action;
  since: number;
}

/** The actions that this runner knows, with the first major version of each; any other fails the step with an error. */
const ACTIONS: Record<string, KnownAction> = {
  'actions/checkout': { action: checkout, since: 4 },
  'actions/setup-node': { action: setupNode, since: 4 },
  'actions/upload-artifact': { action: uploadArtifact, since: 4 },
  'actions/download-artifact': { action: downloadArtifact, since: 4 },
  'google-github-actions/auth': { action: nothing, since: 1 },
  'google-github-actions/setup-gcloud': { action: nothing, since: 1 },
};

/** Does a `uses:` step. Throws with the reason when it fails. */
export async function runAction(uses: string, call: ActionCall): Promise<ActionResult> {
  const [name = '', version = ''] = uses.split('@');
  const known = ACTIONS[name];
  if (known === undefined)
    throw new Error(`${uses} is not built in this simulator; it knows ${Object.keys(ACTIONS).join(', ')}`);
  const major = /^v(\d+)/.exec(version)?.[1];
  if (major !== undefined && Number(major) < known.since)
    throw new Error(`${uses} is too old for this simulator: it behaves as v${known.since} and later`);
  return known.action(call);
}

async function nothing({ say }: ActionCall): Promise<ActionResult> {
  say('Nothing to do: the simulated world has no credentials.');
  return {};
}

/** Node is in the PATH already; a `registry-url` becomes an .npmrc that reads NODE_AUTH_TOKEN, as the action does. */
async function setupNode(call: ActionCall): Promise<ActionResult> {
  const registry = call.with['registry-url'];
  call.say('Found in cache: the node of the runner image');
  if (registry === undefined || registry === '') return {};
  const file = join(call.temp, '.npmrc');
  const url = registry.endsWith('/') ? registry : `${registry}/`;
  const credentials = `${url.replace(/^https?:/, '')}:_authToken=\${NODE_AUTH_TOKEN}`;
  const scope = call.with['scope'];
  const key = scope === undefined || scope === '' ? 'registry' : `${scope}:registry`;
  await writeFile(file, `${credentials}\n${key}=${url}\n`);
  return { env: { NPM_CONFIG_USERCONFIG: file, NODE_AUTH_TOKEN: 'XXXXX-XXXXX-XXXXX-XXXXX' } };
}

async function uploadArtifact(call: ActionCall): Promise<ActionResult> {
  const name = call.with['name'] ?? 'artifact';
  const count = await call.artifacts.upload({
    name,
    paths: call.with['path'] ?? '',
    base: call.workspace,
    overwrite: call.with['overwrite'] === 'true',
    hidden: call.with['include-hidden-files'] === 'true',
  });
  if (count > 0) call.say(`Artifact ${name} has been successfully uploaded! ${count} file(s).`);
  if (count > 0) return { outputs: { 'artifact-id': `${call.run.id}-${name}` } };
  const said = `No files were found with the provided path: ${call.with['path'] ?? ''}. No artifacts will be uploaded.`;
  if (call.with['if-no-files-found'] === 'error') throw new Error(said);
  if (call.with['if-no-files-found'] !== 'ignore') call.say(`##[warning]${said}`);
  return {};
}

async function downloadArtifact(call: ActionCall): Promise<ActionResult> {
  const into = resolve(call.workspace, call.with['path'] ?? '.');
  const name = call.with['name'] ?? '';
  if (name === '') return downloadAll(call, into);
  if (!(await call.artifacts.download(name, into)))
    throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
  call.say(`Artifact ${name} was downloaded to ${into}`);
  return { outputs: { 'download-path': into } };
}

async function downloadAll(call: ActionCall, into: string): Promise<ActionResult> {
  const merge = call.with['merge-multiple'] === 'true';
  for (const name of await call.artifacts.names())
    await call.artifacts.download(name, merge ? into : join(into, name));
  return { outputs: { 'download-path': into } };
}
