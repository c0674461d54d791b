import { decidersOf } from '../../domain/approval.ts';
import { evaluateGates } from '../../domain/evaluate-gates.ts';
import type { Judged, Verdict } from '../../domain/gate.ts';
import { localTime } from '../../domain/local-time.ts';
import type { Message } from '../../domain/message.ts';
import type { Caller } from '../../domain/person.ts';
import { refuse } from '../../domain/refusal.ts';
import { oneOf } from '../../domain/refusals/catalogue.ts';
import { clearedBy, explain } from '../../domain/refusals.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { parseVersion } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { ruleOf } from './approval-of.ts';
import { soakFor } from './change-kind.ts';
import { decideWhen, type Earliest } from './decide-when.ts';
import { RELEASE_GATES } from './gates/release-gates.ts';
import { malformed, readFacts } from './plan-release.ts';
import { soakHours } from './steps/soak.ts';

export interface WhenAsk {
  version: string;
  caller: Caller;
}

/** `/navi can-i-release`: what blocks the version now, who can clear it, and what to do next. Saves nothing. */
export function canIRelease(context: Context, ask: WhenAsk): Promise<Message> {
  return answer(context, ask, { word: 'can-i-release', say: sayNow });
}

/** `/navi when`: the earliest time at which the version may be requested, and what leads there. Saves nothing. */
export function when(context: Context, ask: WhenAsk): Promise<Message> {
  return answer(context, ask, { word: 'when', say: sayWhen });
}

/** Whether a version can be released at an instant (ISO), by the gates of that instant: what blocks, in lines. Saves nothing. */
export async function readinessAt(
  context: Context,
  { version, at }: { version: string; at: string },
): Promise<{ isReady: boolean; lines: string[] }> {
  const read = await readFacts(context, version);
  if ('is' in read) return { isReady: false, lines: read.reasons.map((one) => `• ${explain(one).text}`) };
  const verdicts = evaluateGates(RELEASE_GATES, { ...read, settings: context.settings }, at);
  const blocking = verdicts.filter((one) => one.is === 'block');
  return { isReady: blocking.length === 0, lines: [...blocking.map(blockLine), checksLine(verdicts)] };
}

type Say = (found: Earliest, version: string) => { lines: string[]; level: 'good' | 'warn' };

async function answer(
  context: Context,
  { version: typed, caller }: WhenAsk,
  { word, say }: { word: string; say: Say },
): Promise<Message> {
  const asked = `${word} ${typed}`;
  const version = parseVersion(typed);
  if (version === undefined) return { is: 'refusal', refusal: refuse(malformed(typed)), asked };
  const read = await readFacts(context, version);
  if ('is' in read) return { is: 'refusal', refusal: read, asked };
  const { settings, clock } = context;
  const requester = caller.is === 'person' ? caller.person.id : '';
  const facts = { ...read, requester, settings };
  const found = decideWhen(RELEASE_GATES, facts, clock.now().toISOString());
  const { lines, level } = say(found, version);
  const at = found.at ?? clock.now().toISOString();
  const more = [
    ...plannedLines(facts),
    ...stagedLines(facts, settings),
    ...approvalLines(facts, { settings, at }),
    checksLine(found.verdicts),
  ];
  const text = [...lines, ...more].join('\n');
  return { is: 'line', text, level };
}

const sayNow: Say = ({ passes, needsPerson }, version) => {
  const blocking = [...needsPerson, ...passes.map((one) => one.blocking)];
  if (blocking.length === 0) return { lines: [`v${version} can be requested now.`], level: 'good' };
  return { lines: [`v${version} cannot be released now.`, ...blocking.map(blockLine)], level: 'warn' };
};

const sayWhen: Say = ({ at, passes, needsPerson }, version) => {
  const waits = passes.map(({ blocking, until }) => `• Until ${until}: ${textOf(blocking)}`);
  if (at === null)
    return {
      lines: [
        needsPerson.length > 0
          ? `v${version} cannot go out before these are cleared:`
          : `Navi knows no time at which v${version} can go out.`,
        ...needsPerson.map(blockLine),
        ...waits,
      ],
      level: 'warn',
    };
  const start = passes.length === 0 ? 'now' : `from ${at}`;
  return { lines: [`v${version} can be requested ${start}.`, ...waits], level: 'good' };
};

function blockLine(verdict: Extract<Verdict, { is: 'block' }>): string {
  const { text, next, ...of } = explain(verdict.reason);
  const who = clearedBy({ ...of, next });
  return `• ${text}${who === null ? '' : ` Who can clear it: ${who}.`} Next: ${next}`;
}

function textOf({ reason }: Extract<Verdict, { is: 'block' }>): string {
  return explain(reason).text;
}

/** Who approves, and what time it is then for each of them. */
function approvalLines(facts: ReleaseFacts, { settings, at }: { settings: Settings; at: string }): string[] {
  const rule = ruleOf(facts, settings);
  const deciders = decidersOf(rule, { people: settings.people, requester: facts.requester ?? '' });
  const names = oneOf(deciders.map(({ name }) => name)) ?? 'no one (none is configured)';
  const needs = `Then it needs ${rule.n} ${rule.n === 1 ? 'approval' : 'approvals'}, from ${names}.`;
  const times = deciders.map(
    ({ name, zone }) => `${name} ${localTime(at, zone ?? settings.monitoring.zone)}`,
  );
  return times.length === 0 ? [needs] : [needs, `Their time then: ${times.join('; ')}.`];
}

/** The date that customers expect. */
function plannedLines({ notice }: ReleaseFacts): string[] {
  return notice?.is === 'sent'
    ? [`Planned for ${notice.on}, the date in the notice to customers (${notice.id}).`]
    : [];
}

/** When npm's users get a staged release. */
function stagedLines(facts: ReleaseFacts, settings: Settings): string[] {
  const ms = soakFor(facts, settings);
  return ms === null
    ? []
    : [`It is staged: npm’s latest moves ${soakHours(ms)} after the last browser has left the old script.`];
}

function checksLine(verdicts: readonly Judged[]): string {
  const warnings = verdicts.flatMap((one) => (one.is === 'warn' ? [`${one.gate}: ${one.evidence}`] : []));
  const passed = verdicts.filter(({ is }) => is === 'pass').length;
  return `${passed} checks passed${warnings.length === 0 ? '.' : `; warnings: ${warnings.join('; ')}.`}`;
}
