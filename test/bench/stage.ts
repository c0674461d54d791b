import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SimulatedSlack, startSlack } from '../../simulator/slack/index.ts';
import type { Service } from '../../simulator/variables.ts';
import { startWorld } from '../../simulator/world.ts';
import { until } from '../harness/until.ts';
import { tell } from '../harness/world/control.ts';
import { readServices, type Services } from '../harness/world/services.ts';
import { openSlackDoor, type SlackDoor } from '../harness/world/slack-door.ts';
import { createProgram, type Program } from './program.ts';

const REQUESTER = 'U0BEN';
const APPROVER = 'U0CLEO';
const RELEASE_MS = 240_000;

/** A simulated world, Navi in it, and the bare Bolt app on a simulated Slack of the same make. Neither is started yet. */
export interface Stage {
  door: SlackDoor;
  services: Services;
  urls: Readonly<Partial<Record<Service, string>>>;
  variables: Readonly<Record<string, string>>;
  navi: Program;
  bare: Program;
  bareDoor: SlackDoor;
  /** The simulated GitHub's bare repository. */
  repository: string;
  /** Where each app's Slack is. */
  slacks: { navi: string; bare: string };
  /** Has a release asked for; resolves when its card is there. */
  beginRequest(version: string): Promise<void>;
  /** Has the newest card approved; resolves when that is submitted. */
  approve(): Promise<void>;
  cardSays(words: RegExp): Promise<void>;
  /** Has every named call of these services answered so many milliseconds late. */
  slow(slowed: readonly Service[], ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  pace?: Readonly<Record<string, number | string | boolean>>;
  /** What Navi is started with beside the world's own variables: another store. */
  variables?: Readonly<Record<string, string>>;
}

/** Neither Slack keeps its workspace on disk: writing it would slow one of the two more than the other. */
export async function openStage({ pace, variables: own }: StageOptions = {}): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-bench-'));
  const usual = { workflow: 'canned', ...pace };
  const world = await startWorld({ dir, keep: false, without: ['slack'], pace: usual });
  const slack = await startSlack({ services: () => world.urls });
  const other = await startSlack();
  await tell(slack.url, 'pace', usual);
  await tell(other.url, 'pace', usual);
  const variables = { ...world.variables, ...slackVariables(slack), ...own };
  const navi = createProgram('navi', { slack: slack.url, variables });
  const bare = createProgram('bare', { slack: other.url, variables: slackVariables(other) });
  const door = openSlackDoor(slack.url);
  const urls = { ...world.urls, slack: slack.url };
  return {
    door,
    bareDoor: openSlackDoor(other.url),
    repository: join(dir, 'world', 'navi.git'),
    services: readServices(urls),
    urls,
    variables,
    navi,
    bare,
    slacks: { navi: slack.url, bare: other.url },
    beginRequest: (version) => beginRequest(door, version),
    approve: () => approve(door),
    cardSays: async (words) => {
      await until(`the card says ${words}`, async () => words.test((await door.card()).text), RELEASE_MS);
    },
    slow: async (slowed, ms) => {
      const fault = { method: '*', kind: 'slow', times: 1_000_000, seconds: ms / 1000 };
      await Promise.all(slowed.map((service) => tell(urls[service] ?? '', 'faults', fault)));
    },
    close: async () => {
      await Promise.all([navi.close(), bare.close()]);
      await Promise.all([slack.close(), other.close(), world.close()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function beginRequest(door: SlackDoor, version: string): Promise<void> {
  const { text } = await door.answerTo(REQUESTER, `release ${version}`);
  if (!text.includes('Plan posted')) throw new Error(`/navi release ${version} was answered: ${text}`);
  await until('its card', async () => (await door.cards()).length > 0);
}

async function approve(door: SlackDoor): Promise<void> {
  const modal = await door.clickForModal(APPROVER, 'approve');
  const answer = await door.submit(APPROVER, modal);
  if (!answer.ok) throw new Error(`the approval: ${answer.error}`);
}

function slackVariables({ apiUrl }: SimulatedSlack): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: 'xoxb-simulated',
    SLACK_APP_TOKEN: 'xapp-simulated',
    SLACK_SIGNING_SECRET: 'simulated-signing-secret',
    SLACK_API_URL: apiUrl,
  };
}
