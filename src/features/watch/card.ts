import type { AlertCard } from '../../domain/message.ts';
import type { Counts, Side } from './compare-releases.ts';
import { exposed, type Watch } from './decide-watch.ts';
import { callsFor, headlineOf } from './headline.ts';
import type { WatchAlert } from './watch-alert.ts';

/** The card of a watched release; `asks` are Slack ids. Pure. */
export function watchCard(
  { id, revision, state, watch }: WatchAlert,
  { asks, buttons }: Pick<AlertCard, 'asks' | 'buttons'>,
): AlertCard {
  const isOver = state.is === 'over';
  const isCalling = !isOver && callsFor(watch) !== null;
  return {
    ...{ id, revision, isOver, tone: isCalling ? 'alarm' : 'watch', headline: headlineOf(watch) },
    lines: [
      timesOf(watch),
      ...countsOf(watch),
      ...(isOver ? [overText(state)] : nextOf(watch)),
      ...(watch.kept === null ? [] : [`${watch.kept.by} keeps it since ${watch.kept.at}.`]),
      ...(watch.dueInShadow === null
        ? []
        : [`In shadow: an automatic rollback was due at ${watch.dueInShadow}. Navi did not act.`]),
    ],
    asks: isCalling ? asks : [],
    buttons,
  };
}

function timesOf({ replaced, startedAt, browsersUntil, endsAt }: Watch): string {
  const from = replaced === null ? `Live since ${startedAt}.` : `Replaced v${replaced} at ${startedAt}.`;
  const until = browsersUntil === null ? '' : ` Browsers may run the old script until ${browsersUntil}.`;
  return `${from}${replaced === null ? '' : until} Watched until ${endsAt}.`;
}

function countsOf(watch: Watch): string[] {
  const counts = watch.judged?.counts ?? null;
  if (counts === null) return [];
  const part = exposed(watch);
  return [
    ...(part === null ? [] : [`Exposure: ${percent(part)} of the loads.`]),
    `Errors per load: v${watch.version} ${rateOf(counts.fresh)}, v${watch.replaced} ${rateOf(counts.old)}, ${inMinutes(counts)}.`,
  ];
}

function inMinutes({ minutes, source }: Counts): string {
  const name = source === 'datadog' ? 'Datadog' : 'Sentry';
  return `in the same ${minutes === 1 ? 'minute' : `${minutes} minutes`}, counted by ${name}`;
}

function rateOf({ loads, errors, isLoadsAtLeast, isErrorsAtLeast }: Side): string {
  const least = isLoadsAtLeast || isErrorsAtLeast ? 'at least ' : '';
  const counted = `${least}${errors.toLocaleString('en')} of ${loads.toLocaleString('en')}`;
  return loads === 0 ? `no loads` : `${percent(errors / loads)} (${counted})`;
}

function nextOf(watch: Watch): string[] {
  const part = exposed(watch);
  if (watch.waits) return ['Nothing could be compared with it. Press End watch.'];
  switch (watch.judged?.verdict.is) {
    case 'worse':
      return [
        `Roll it back now${part === null ? '' : `: ${percent(1 - part)} of the loads have not seen it`}, or keep it.`,
        'Browsers that load the new script first are not a random choice, so Navi recommends and does not act.',
      ];
    case 'both-bad':
      return ['A rollback does not help where both releases fail alike. Look for an outage.'];
    default:
      return [];
  }
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
    const part = exposed(watch);
    return [headlineOf(watch), watch.endsAt, part === null ? null : Math.round(part * 20)].join();
  };
  return of(one) === of(other);
}
