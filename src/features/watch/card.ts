import { atLeast, counted, numbered } from '../../domain/figures.ts';
import type { AlertCard } from '../../domain/message.ts';
import { ROLE_NAMES, type Role } from '../../domain/person.ts';
import type { ReleaseWatchSettings } from '../../domain/settings.ts';
import { answerLines } from '../alerts/index.ts';
import type { Counts, Side } from './compare-releases.ts';
import { exposed, type Watch } from './decide-watch.ts';
import { callsFor, headlineOf } from './headline.ts';
import type { WatchAlert } from './watch-alert.ts';

/** Who is called, as Slack ids, and who may say *Continue*. */
interface Shown extends Pick<AlertCard, 'asks' | 'buttons'> {
  roles: readonly Role[];
  /** What is told in its thread, by name. */
  joined: readonly string[];
}

/** The card of a watched release. Pure. */
export function watchCard(
  { id, revision, state, watch, answer, calling }: WatchAlert,
  { asks, buttons, roles, joined }: Shown,
): AlertCard {
  const isOver = state.is === 'over';
  const isCalling = !isOver && callsFor(watch) !== null;
  return {
    ...{ id, revision, isOver, tone: isCalling ? 'alarm' : 'watch', headline: headlineOf(watch) },
    lines: [
      timesOf(watch),
      ...countsOf(watch),
      ...(isOver ? [overText(state)] : nextOf(watch, roles)),
      ...(watch.kept === null ? [] : [`${watch.kept.by} keeps it since ${watch.kept.at}.`]),
      ...(calling === null ? [] : answerLines(answer, joined)),
      ...automaticOf(watch),
    ],
    asks: isCalling ? asks : [],
    buttons,
  };
}

/** By which rule of the configuration Navi acts. */
export const RULE = 'releaseWatch.automaticRollback';

function automaticOf({ automatic, dueInShadow }: Watch): string[] {
  const shadow =
    dueInShadow === null
      ? []
      : [`In shadow: an automatic rollback was due at ${dueInShadow}. Navi did not act.`];
  if (automatic === null) return shadow;
  const { dueAt, firstBadAt, operation, why } = automatic;
  const since =
    firstBadAt === null ? '' : `, ${minutesBetween(firstBadAt, dueAt)} after the first bad minute`;
  const began =
    operation === null
      ? `An automatic rollback is due since ${dueAt}, by the rule ${RULE}, and cannot begin: ${why}.`
      : `Automatic rollback ${operation} at ${dueAt}, by the rule ${RULE}${since}.`;
  return [...shadow, began];
}

function minutesBetween(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

function timesOf({ replaced, startedAt, browsersUntil, endsAt }: Watch): string {
  const from = replaced === null ? `Live since ${startedAt}.` : `Replaced v${replaced} at ${startedAt}.`;
  const until = browsersUntil === null ? '' : ` Browsers may run the old script until ${browsersUntil}.`;
  return `${from}${replaced === null ? '' : until} Watched until ${endsAt}.`;
}

function countsOf(watch: Watch): string[] {
  const line = errorsLine(watch);
  if (line === null) return [];
  const part = exposed(watch);
  return [...(part === null ? [] : [`Exposure: ${percent(part)} of the loads.`]), line];
}

/** The numbers that an automatic rollback was judged by, and the limits that they were above. */
export function judgedLines(watch: Watch, limits: ReleaseWatchSettings): string[] {
  const { judged } = watch;
  const line = errorsLine(watch);
  if (line === null || judged?.verdict.is !== 'worse') return [];
  const { automaticLoads, automaticErrors, leastRate, times, chance } = limits;
  return [
    line.replace(/\.$/, ''),
    `By chance alone: ${judged.verdict.chance.toExponential(1)}, at most ${chance}`,
    `Judged from ${automaticLoads.toLocaleString('en')} loads and ${automaticErrors} errors on, ${percent(leastRate)} and ${times} times`,
  ];
}

function errorsLine(watch: Watch): string | null {
  const counts = watch.judged?.counts ?? null;
  if (counts === null) return null;
  const { fresh, old } = counts;
  const both = `v${watch.version} ${rateOf(fresh)}, v${watch.replaced} ${rateOf(old)}, ${inMinutes(counts)}.`;
  return `${fresh.loads + old.loads === 0 ? 'Errors, not per load' : 'Errors per load'}: ${both}`;
}

function inMinutes({ minutes, source }: Counts): string {
  const name = source === 'datadog' ? 'Datadog' : 'Sentry';
  return `in the same ${minutes === 1 ? 'minute' : `${minutes} minutes`}, counted by ${name}`;
}

function rateOf({ loads, errors, isLoadsAtLeast, isErrorsAtLeast }: Side): string {
  if (loads === 0) return `${atLeast(isErrorsAtLeast)}${counted(errors, 'error')} (no loads per minute)`;
  const least = atLeast(isLoadsAtLeast || isErrorsAtLeast);
  return `${percent(errors / loads)} (${least}${numbered(errors)} of ${numbered(loads)})`;
}

function nextOf(watch: Watch, roles: readonly Role[]): string[] {
  const part = exposed(watch);
  if (watch.replaced === null) return firstReleaseNext(watch, roles);
  switch (watch.judged?.verdict.is) {
    case 'worse':
      return [
        `Roll it back now${part === null ? '' : `: ${percent(1 - part)} of the loads have not seen it`}, or keep it.`,
        ...(watch.streak === null || watch.streak.is === 'worse'
          ? []
          : [
              `The looks since ${watch.streak.since} do not say so any more: the verdict changes when that lasts.`,
            ]),
        'Browsers that load the new script first are not a random choice: read the comparison as a recommendation.',
      ];
    case 'both-bad':
      return ['A rollback does not help where both releases fail alike. Look for an outage.'];
    default:
      return [];
  }
}

/** Nothing can be compared: time and Navi's own probes decide when a person may go on. */
function firstReleaseNext({ waits, checks, endsAt }: Watch, roles: readonly Role[]): string[] {
  const who = roles.map((role) => ROLE_NAMES[role].one).join(' or ');
  if (waits) return [`Its time is over and Navi’s probes get it. ${who}: press Continue.`];
  const probes =
    checks === null || checks.is === 'well' ? 'Navi’s probes get it' : `Navi’s probes: ${checks.why}`;
  return [
    `No earlier release can be compared with it. ${probes}. From ${endsAt} on a person may press Continue.`,
  ];
}

const ENDED: Readonly<Record<string, string>> = {
  passed: 'its time was over',
  superseded: 'another version is live',
};

function overText({ at, how, by }: { at: string; how: string; by: string | null }): string {
  return `The watch ended at ${at}: ${ENDED[how] ?? how}${by === null ? '' : ` (${by})`}.`;
}

/** Up to here one digit after the point is shown. */
const SMALL = 0.1;

function percent(part: number): string {
  return `${(part * 100).toFixed(part > 0 && part < SMALL ? 1 : 0)} %`;
}

/** Whether the card says the same of both but for counts that changed little: it is not drawn each minute. */
export function isSameCard(one: Watch, other: Watch): boolean {
  const of = (watch: Watch) => {
    const [part, counts] = [exposed(watch), watch.judged?.counts];
    return [
      headlineOf(watch),
      watch.endsAt,
      ...automaticOf(watch),
      // Without loads the errors are all that changes.
      part === null ? `${counts?.fresh.errors} ${counts?.old.errors}` : Math.round(part * 20),
    ].join();
  };
  return of(one) === of(other);
}
