import type { Faults } from '../../kernel/faults.ts';
import type { WorldClock } from '../../kernel/world-clock.ts';
import { seedWorld } from './seed.ts';
import type { Channel, Person, World } from './shapes.ts';

/** What the page's listeners get; they read the rest themselves. */
type Change =
  | { what: 'messages'; channel: string }
  | { what: 'ephemeral'; user: string }
  | { what: 'views'; user: string }
  | { what: 'world' }
  | { what: 'navi' };

/** How fast and how strict the simulated Slack is; seconds unless the name says otherwise. */
export interface Pace extends Record<string, unknown> {
  /** Milliseconds that each Web API call takes at least. */
  latencyMs: number;
  rateLimits: boolean;
  /** How long an app may take to acknowledge (docs/services.md, Slack). */
  ackSeconds: number;
  triggerSeconds: number;
  /** Waits before the three repeats of an unacknowledged event (docs/services.md, Slack). */
  retry1Seconds: number;
  retry2Seconds: number;
  retry3Seconds: number;
  /** A scope that the app was not given; empty for none. */
  lacksScope: string;
}

/** The pace of the real Slack. */
export function startingPace(): Pace {
  return {
    latencyMs: 0,
    rateLimits: true,
    ackSeconds: 3,
    triggerSeconds: 3,
    retry1Seconds: 3,
    retry2Seconds: 60,
    retry3Seconds: 300,
    lacksScope: '',
  };
}

/** The addresses of an app in HTTP mode. */
export interface RequestUrls {
  commands: string;
  interactivity: string;
  events: string;
}

/** What every part of the simulated Slack is given: the world, its clock, its pace, and the listeners of changes. */
export interface Workspace {
  world: World;
  readonly pace: Pace;
  readonly faults: Faults;
  /** The server's address; empty until it listens. */
  url: string;
  requestUrls: RequestUrls | undefined;
  clock: WorldClock;
  now(): number;
  /** Reports a change: it is stored, and the page is told. */
  changed(change: Change): void;
  onChange(listener: (change: Change) => void): () => void;
}

/** The parts of a workspace; `kept` is the stored world, if there is one. */
export interface WorkspaceOptions {
  faults: Faults;
  pace: Pace;
  kept: World | undefined;
  requestUrls: RequestUrls | undefined;
  clock: WorldClock;
}

/** Puts the world into a workspace, fresh or as stored. */
export function createWorkspace({ faults, pace, kept, requestUrls, clock }: WorkspaceOptions): Workspace {
  const listeners = new Set<(change: Change) => void>();
  return {
    world: kept ?? seedWorld(),
    pace,
    faults,
    url: '',
    requestUrls,
    clock,
    now: clock.now,
    changed: (change) => {
      for (const listener of listeners) listener(change);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A unique timestamp of the simulator's clock: seconds with six decimals. */
export function nextTs(workspace: Workspace): string {
  const micros = Math.max(Math.floor(workspace.now()) * 1000, workspace.world.lastMicros + 1);
  workspace.world.lastMicros = micros;
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
}

/** A new id with its kind's letter, such as `V0000001`. */
export function nextId(workspace: Workspace, letter: string): string {
  workspace.world.counter += 1;
  return `${letter}${workspace.world.counter.toString(36).toUpperCase().padStart(8, '0')}`;
}

/** A person by id or by name, with or without `@`. */
export function findPerson(workspace: Workspace, idOrName: string): Person | undefined {
  const wanted = idOrName.replace(/^@/, '');
  return workspace.world.people.find(
    (person) => person.id === wanted || person.name === wanted.toLowerCase(),
  );
}

/** A channel by id or by name, with or without `#`. */
export function findChannel(workspace: Workspace, idOrName: string): Channel | undefined {
  const wanted = idOrName.replace(/^#/, '');
  return workspace.world.channels.find((channel) => channel.id === wanted || channel.name === wanted);
}

/** True for a channel in which people of another team are. */
export function isShared(workspace: Workspace, channelId: string): boolean {
  const members = workspace.world.channels.find((channel) => channel.id === channelId)?.members ?? [];
  return workspace.world.people.some((person) => person.is_stranger && members.includes(person.id));
}
