import type { ContextBlock, SectionBlock } from '@slack/types';
import type { Advice, Verdict } from '../../../../domain/gate.ts';
import type { PlanSheet } from '../../../../domain/plan-sheet.ts';
import { clearedBy, explain } from '../../../../domain/refusals.ts';
import { context, linesWithin, sections, type Viewing } from '../blocks.ts';
import { outside, ownTextUnlinked } from '../text.ts';

/** Each gate with its verdict, in words beside the icon: blocks first, then warnings. */
export function gates(verdicts: readonly Verdict[], view: Viewing, budget = 3500): SectionBlock[] {
  if (verdicts.length === 0) return [];
  const ordered = [...verdicts].sort((a, b) => RANK[a.is] - RANK[b.is]);
  return sections([
    `*Checks* — ${counted(verdicts)}`,
    ...linesWithin(
      ordered.map((one) => gateLine(one, view)),
      budget,
    ),
  ]);
}

/** Blocks, then warnings; what has passed is only counted. */
export function exceptions(
  verdicts: readonly Verdict[],
  { budget, view, advice = {} }: { budget: number; view: Viewing } & Pick<PlanSheet, 'advice'>,
): string[] {
  const ordered = verdicts.filter(({ is }) => is !== 'pass').sort((a, b) => RANK[a.is] - RANK[b.is]);
  return linesWithin(
    ordered.map((one) => `${gateLine(one, view)}${one.is === 'warn' ? adviceText(advice[one.gate]) : ''}`),
    budget,
  );
}

function adviceText(advice: Advice | undefined): string {
  if (advice === undefined) return '';
  return ` · for ${outside(advice.who, 100)}: ${outside(advice.next, 200)}`;
}

/** The gates in one line, for a card whose steps matter more. */
export function gatesInShort(verdicts: readonly Verdict[]): ContextBlock[] {
  return verdicts.length === 0 ? [] : [context(`Checks at approval: ${counted(verdicts)}`)];
}

const RANK: Record<Verdict['is'], number> = { block: 0, warn: 1, pass: 2 };

function gateLine(verdict: Verdict, view: Viewing): string {
  const said = (text: string, max: number) => ownTextUnlinked(text, max, view);
  const gate = outside(verdict.gate, 80);
  switch (verdict.is) {
    case 'pass':
      return `✅ Pass: ${gate} — ${said(verdict.evidence, 220)}`;
    case 'warn':
      return `⚠️ Warning: ${gate} — ${said(verdict.evidence, 220)}`;
    case 'block': {
      const { text, next, ...of } = explain(verdict.reason);
      const who = clearedBy({ ...of, next });
      const owner = who === null ? '' : ` For ${outside(who, 100)}:`;
      return `⛔ Blocks: ${gate} — ${said(text, 260)}${owner} ${said(next, 200)}`;
    }
  }
}

/** How many passed, warn and block. */
export function counted(verdicts: readonly Verdict[]): string {
  const count = (is: Verdict['is']) => verdicts.filter((verdict) => verdict.is === is).length;
  const words = [`${count('pass')} passed`];
  if (count('warn') > 0) words.push(`${count('warn')} with a warning`);
  if (count('block') > 0) words.push(`${count('block')} blocking`);
  return words.join(', ');
}
