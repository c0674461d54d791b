import type { Message } from '../../../domain/message.ts';
import type { Caller, Place } from '../../../domain/person.ts';
import { type RefusalReason, refuse } from '../../../domain/refusal.ts';
import type { ReleaseFacts } from '../../../domain/release-facts.ts';
import { parseVersion, tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { kindOf } from '../change-kind.ts';
import { judge } from '../judge.ts';
import { malformed, readFacts } from '../plan-release.ts';
import { type ChecklistItem, decideChecklist } from './decide-checklist.ts';
import { signItem } from './sign.ts';
import { owedBy, showOwed } from './sign-off-card.ts';

export interface ChecklistAsk {
  version: string;
  /** The sign-off to give; null to show the list. */
  sign: string | null;
  /** What was done. */
  evidence: string;
  caller: Caller;
  place: Place;
}

/** `/navi checklist`: what a release needs with owner, state and evidence; or signs one item of it. */
export async function checklist(context: Context, ask: ChecklistAsk): Promise<Message> {
  const asked = `checklist ${ask.version}`;
  const version = parseVersion(ask.version);
  if (version === undefined) return { is: 'refusal', refusal: refuse(malformed(ask.version)), asked };
  const facts = await readFacts(context, version);
  if ('is' in facts) return { is: 'refusal', refusal: facts, asked };
  if (ask.sign === null) {
    // An unproven caller only reads.
    if (ask.caller.is === 'person')
      await context.store.transaction((tx) => showOwed(tx, context, owedBy(facts, context)));
    return show(context, facts);
  }
  const reason = await sign(context, facts, { ...ask, sign: ask.sign });
  return 'code' in reason ? { is: 'refusal', refusal: refuse(reason), asked } : reason;
}

async function show({ settings, store, clock }: Context, facts: ReleaseFacts): Promise<Message> {
  const { verdicts } = judge(facts, settings, { at: clock.now().toISOString(), own: undefined });
  const operation = await store.transaction(async (tx) => {
    const open = (await tx.operations.open()).find(isOf(facts.asked));
    const id = (await tx.releases.get(facts.asked))?.operation ?? null;
    return open ?? (id === null ? undefined : tx.operations.get(id));
  });
  const steps = operation?.plan.content.steps.map(({ id, kind }) => {
    return { kind, isDone: operation.steps[id]?.is === 'done' };
  });
  const signOffs = settings.signOffs.filter((one) => one.for.includes(kindOf(facts)));
  const items = decideChecklist({ verdicts, signOffs, steps });
  const title = `Checklist of ${tagOf(facts.asked)} at ${facts.commit.sha.slice(0, 7)} (${kindOf(facts)} release)`;
  const isOpen = items.some(({ phase, state }) => phase !== 'Release' && state === 'open');
  return { is: 'line', text: [title, ...linesOf(items)].join('\n'), level: isOpen ? 'warn' : 'good' };
}

function isOf(version: string) {
  return ({ kind, plan }: { kind: string; plan: { content: { version: string } } }) =>
    kind === 'release' && plan.content.version === version;
}

function linesOf(items: readonly ChecklistItem[]): string[] {
  return (['Planning', 'Implementation', 'Release'] as const).flatMap((phase) => [
    `${phase}:`,
    ...items.filter((one) => one.phase === phase).map(lineOf),
  ]);
}

function lineOf({ title, state, evidence, owner }: ChecklistItem): string {
  return `• ${state === 'done' ? '✓ ' : ''}${title}: ${state}, ${evidence}${owner === null ? '' : ` (${owner})`}`;
}

/** Journals the signature, bound to the commit and to what it covers; or says why this person cannot give it. */
async function sign(
  context: Context,
  facts: ReleaseFacts,
  { sign: typed, evidence, caller, place }: ChecklistAsk & { sign: string },
): Promise<Message | RefusalReason> {
  const signOff = context.settings.signOffs.find(({ id }) => id === typed);
  const tag = tagOf(facts.asked);
  const known = context.settings.signOffs.map(({ id }) => id).join(', ');
  if (signOff === undefined)
    return {
      code: 'usage',
      command: 'checklist',
      problem:
        known === ''
          ? 'The configuration has no sign-offs (signOffs).'
          : `There is ${known}, and no ${typed}.`,
      usage: `checklist ${tag} sign <item> "what was done"`,
    };
  const digest = facts.signOffs?.find(({ id }) => id === signOff.id)?.now ?? null;
  const commit = facts.commit.sha;
  return context.store.transaction(async (tx): Promise<Message | RefusalReason> => {
    const what = { signOff, version: facts.asked, commit, digest, evidence };
    const text = await signItem(tx, context, { ...what, caller, place });
    if (typeof text !== 'string') return text;
    const owed = owedBy(facts, context);
    const items = owed.items.filter(({ id }) => id !== signOff.id);
    await showOwed(tx, context, { ...owed, items });
    return { is: 'line', text, level: 'good' };
  });
}
