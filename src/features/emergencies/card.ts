import {
  BARS,
  type Bar,
  type BarId,
  type Emergency,
  LENGTHS,
  STAGES,
  type StageId,
} from '../../domain/emergency.ts';
import type { AlertCard } from '../../domain/message.ts';
import { ownersIn, ownersOf, type Person, ROLE_NAMES, type Role } from '../../domain/person.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';
import { defineCard } from '../../engine/define-card.ts';
import { type EmergencyAlert, nameOfEmergency, withEmergency } from './emergency-alert.ts';

/** Who does each stage of the procedure, and how a person sees that it is done. */
export const STAGE_WORDS: Readonly<Record<StageId, { title: string; owner: Role; check: string }>> = {
  immediate: {
    title: 'Immediate: put the version before it back',
    owner: 'on-call',
    check: '/navi rollback; /navi status shows another version',
  },
  'short-term': {
    title: 'Short-term: deprecate its npm packages',
    owner: 'release-manager',
    check: 'npm shows each of its versions as deprecated',
  },
  'medium-term': {
    title: 'Medium-term: fix it and release a patch',
    owner: 'engineer',
    check: '/navi status shows the patch',
  },
  'long-term': {
    title: 'Long-term: post-mortem, and what changes',
    owner: 'owner',
    check: 'the post-mortem is written, and its actions have owners',
  },
};

/** The card of an emergency. */
export const emergencyCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => withEmergency(tx, await tx.alerts.get(id)),
  compose: (alert, { settings, decisions }) => ({
    is: 'alert',
    alert: cardOf(alert, { people: settings.people, buttons: decisions.buttonsFor(alert) }),
  }),
});

/** The first stage that is not done; undefined where all are. */
export function nextStage({ stages }: Pick<Emergency, 'stages'>): StageId | undefined {
  return STAGES.find((stage) => stages[stage] === undefined);
}

/** The card as of now. Pure. */
export function cardOf(
  { id, revision, emergency }: EmergencyAlert,
  { people, buttons }: { people: readonly Person[]; buttons: AlertCard['buttons'] },
): AlertCard {
  const { over } = emergency;
  return {
    ...{ id, revision, isOver: over !== null, headline: headlineOf(emergency), buttons },
    lines: [
      clockLine(emergency),
      `Declared by ${emergency.by}${emergency.issue === null ? '' : ` · issue #${emergency.issue}`} · ${badText(emergency)}`,
      assigneeLine(emergency, people),
      ...waiverLine(emergency, people),
      'Customers are safe when all of these are met:',
      ...BARS.map((id) => barLine(emergency.bars.find((bar) => bar.id === id) ?? NOT_READ(id))),
      ...(emergency.spread.length === 0
        ? []
        : ['Still spread (no clock waits for it):', ...emergency.spread]),
      'Stages:',
      ...STAGES.map((stage) => stageLine(emergency, stage, people)),
      ...(over === null ? [] : [overLine(emergency, people)]),
    ],
    asks: over === null ? asksOf(emergency, people) : [],
  };
}

function headlineOf(emergency: Emergency): string {
  const name = nameOfEmergency(emergency);
  const upper = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  if (emergency.over === null) return upper;
  return `${upper}: ${emergency.over.how === 'safe' ? 'customers are safe' : 'closed'}`;
}

function clockLine({ since, due, zone, kind, over, called }: Emergency): string {
  const end = `${LENGTHS[kind]}: from ${wallTimeOf(new Date(since), zone)} to ${wallTimeOf(new Date(due), zone)}`;
  if (over?.how === 'safe')
    return `${end}. The clock stopped at ${wallTimeOf(new Date(over.at), zone)}, ${over.at <= due ? 'in time' : 'too late'}`;
  if (over !== null) return `${end}. Closed at ${wallTimeOf(new Date(over.at), zone)}`;
  const state = called.includes('breach')
    ? 'OVERDUE'
    : called.includes('most')
      ? 'nine tenths of it are over'
      : called.includes('half')
        ? 'half of it is over'
        : 'the clock runs';
  return `${end} · ${state}`;
}

function badText({ bad }: Emergency): string {
  return bad.length === 0
    ? 'bad version: not known'
    : `bad: ${bad.map((version) => `v${version}`).join(', ')}`;
}

function assigneeLine({ assignee, over }: Emergency, people: readonly Person[]): string {
  if (assignee !== null) return `Assignee: ${personName(people, assignee)}`;
  return over === null ? 'Assignee: none. Press Take it' : 'Assignee: none';
}

function waiverLine({ waiver, over, zone }: Emergency, people: readonly Person[]): string[] {
  if (waiver === null || over !== null) return [];
  const until = wallTimeOf(new Date(waiver.until), zone);
  return [
    `No calls until ${until}, by ${personName(people, waiver.by)}: ${waiver.why}. The clock runs on; Navi calls again then`,
  ];
}

const BAR_NAMES: Readonly<Record<Bar['id'], string>> = {
  pointer: 'Pointer moved',
  probes: 'Probes clean',
  browsers: 'Browser caches over',
  npm: 'npm latest and deprecation',
  customers: 'Customers notified',
};
const SIGNS = { met: '✓', open: '✗', unknown: '?' } as const;

/** Within a minute it is read for the first time. */
const NOT_READ = (id: BarId): Bar => ({ id, is: 'unknown', text: 'not read yet' });

/** One bar in a line. */
function barLine(bar: Bar): string {
  const at = bar.is === 'met' ? `, ${bar.at}` : '';
  return `${SIGNS[bar.is]} ${BAR_NAMES[bar.id]}: ${bar.text}${at}`;
}

function stageLine({ stages }: Emergency, stage: StageId, people: readonly Person[]): string {
  const { title, owner, check } = STAGE_WORDS[stage];
  const done = stages[stage];
  return done === undefined
    ? `☐ ${title} · ${ROLE_NAMES[owner].all} · check: ${check}`
    : `☑ ${title} · ${personName(people, done.by)}${done.text === '' ? '' : `: ${done.text}`}`;
}

function overLine({ over }: Emergency, people: readonly Person[]): string {
  if (over?.by == null) return `Over: ${over?.why ?? ''}`;
  return `Closed by ${personName(people, over.by)}: ${over.why}`;
}

/** A person's name by their id. */
function personName(people: readonly Person[], id: string): string {
  return people.find((one) => one.id === id)?.name ?? id;
}

/** Slack ids of who is mentioned: the assignee, else the people on call and the owners. */
function asksOf({ assignee }: Emergency, people: readonly Person[]): string[] {
  if (assignee !== null) return ownersOf(people, assignee);
  return [...new Set([...ownersOf(people, 'on-call'), ...ownersIn(people)])];
}
