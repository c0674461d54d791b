import { counted } from '../../../domain/figures.ts';
import { namesIn, type Person, ROLE_NAMES, ROLES } from '../../../domain/person.ts';
import { type Judged, judgeCriteria, readBurns } from '../criteria.ts';
import type { Burn } from '../decide-burn.ts';
import type { Section } from './section.ts';

const WORDS = { met: 'met', missed: 'missed', 'cannot-judge': 'cannot judge' } as const;

/** Each criterion with its verdict, and the error budget of the availability. */
export const criteria: Section = {
  id: 'criteria',
  title: 'Criteria',
  gather: async (context) => {
    const { people } = context.settings;
    const judged = await judgeCriteria(context);
    const burns = await readBurns(context);
    const of = (is: Judged['verdict']['is']) => judged.filter(({ verdict }) => verdict.is === is).length;
    const [met, missed, unknown] = [of('met'), of('missed'), of('cannot-judge')];
    const burning = burns.filter(({ burn }) => burn.is === 'burning');
    return {
      level: missed + burning.length > 0 ? 'bad' : unknown > 0 ? 'warn' : 'good',
      finding: `${met} of ${counted(judged.length, 'criterion', 'criteria')} met, ${missed} missed, ${unknown} cannot be judged.`,
      lines: [...judged.map((one) => lineOf(one, people)), ...burns.map(burnLine)],
      short: shortLines(judged, burns, people),
      chart: null,
      facts: Object.fromEntries(judged.map(({ criterion, verdict }) => [criterion.name, WORDS[verdict.is]])),
    };
  },
};

function lineOf({ criterion, verdict }: Judged, people: readonly Person[]): string {
  const shown = verdict.shown === null ? '' : `: ${verdict.shown}`;
  const why = 'why' in verdict ? ` (${verdict.why})` : '';
  const owner = verdict.is === 'met' ? '' : ` · asks ${ownerName(criterion.owner, people)}`;
  return `${SIGNS[verdict.is]} ${criterion.name}: ${WORDS[verdict.is]}${shown}${why} · ${counted(criterion.days, 'day')}${owner}`;
}

/** What is judged, and in one line what cannot be: by the reason, because several often have the same. */
function shortLines(
  judged: readonly Judged[],
  burns: readonly { hours: number; burn: Burn }[],
  people: readonly Person[],
): string[] {
  const unknown = [
    ...judged.flatMap(({ criterion: { name }, verdict }) =>
      verdict.is === 'cannot-judge' ? [{ name, why: verdict.why }] : [],
    ),
    ...burns.flatMap(({ hours, burn }) =>
      burn.is === 'cannot-judge' ? [{ name: `error budget over ${hours} h`, why: burn.why }] : [],
    ),
  ];
  const byReason = [...Map.groupBy(unknown, ({ why }) => why)].map(
    ([why, those]) => `${those.map(({ name }) => name).join(', ')} (${why})`,
  );
  return [
    ...judged.filter(({ verdict }) => verdict.is !== 'cannot-judge').map((one) => lineOf(one, people)),
    ...burns.filter(({ burn }) => burn.is !== 'cannot-judge').map(burnLine),
    ...(byReason.length === 0 ? [] : [`? Cannot be judged: ${byReason.join('; ')}`]),
  ];
}

const SIGNS = { met: '✓', missed: '✗', 'cannot-judge': '?' } as const;

function ownerName(owner: string, people: readonly Person[]): string {
  const role = ROLES.find((one) => one === owner);
  if (role === undefined) return people.find(({ id }) => id === owner)?.name ?? owner;
  const names = namesIn(people, [role]);
  return names.length === 0 ? ROLE_NAMES[role].all : names.join(', ');
}

function burnLine({ hours, burn }: { hours: number; burn: Burn }): string {
  const over = `Error budget over ${hours} h`;
  if (burn.is === 'cannot-judge') return `? ${over}: cannot judge (${burn.why})`;
  const rate = `used up ${Math.round(burn.rate * 10) / 10} times as fast as it may be`;
  return `${burn.is === 'burning' ? '✗' : '✓'} ${over}: ${burn.rate < 1 ? 'within budget' : rate}`;
}
