import type { MonitorReport, MonitorSection, SectionId } from '../../domain/monitor-report.ts';
import { SECTIONS } from '../../domain/monitor-report.ts';
import type { Context } from '../../engine/context.ts';
import { adoption } from './sections/adoption.ts';
import { changes, changesBetween } from './sections/changes.ts';
import { criteria } from './sections/criteria.ts';
import { edge } from './sections/edge.ts';
import { emergencies } from './sections/emergencies.ts';
import { errors } from './sections/errors.ts';
import { feedback } from './sections/feedback.ts';
import { needsYou } from './sections/needs-you.ts';
import { type Asked, finding, type Section, type SectionContent } from './sections/section.ts';
import { vulnerabilities } from './sections/vulnerabilities.ts';

const ALL: Readonly<Record<SectionId, Section>> = {
  'needs-you': needsYou,
  changes,
  criteria,
  adoption,
  edge,
  errors,
  feedback,
  vulnerabilities,
  emergencies,
};

/** How long one section may take. Milliseconds. */
const DEADLINE_MS = 10_000;

export interface ReportAsked {
  name: string | null;
  days: number;
  sections: readonly SectionId[];
  lateSince: string | null;
  skipped: number;
  /** The summary before; null for none. */
  before: Pick<MonitorReport, 'at' | 'facts'> | null;
  /** In its shorter form, where space is short. */
  isShort?: true;
}

/** A summary as of now. Each section gathers alone, under its own deadline: one that fails says why. */
export async function gatherReport(context: Context, asked: ReportAsked): Promise<MonitorReport> {
  const { before, sections, days, isShort = false, ...named } = asked;
  const now = context.clock.now();
  const wanted = SECTIONS.filter((id) => sections.includes(id)).map((id) => ALL[id]);
  const found = await Promise.all(
    wanted.map(async (section) => ({ section, content: await gatherOne(context, section, { days, now }) })),
  );
  // What one section could not read now has not changed for that reason.
  const isWhole = found.every(({ content }) => content.hasFailed !== true);
  const facts: Record<string, string> = Object.assign(
    {},
    isWhole ? {} : before?.facts,
    ...found.map(({ content }) => content.facts),
  );
  return {
    ...named,
    days,
    at: now.toISOString(),
    facts,
    sections: found.map(({ section: { id, title }, content }) => {
      const { facts: _facts, hasFailed: _hasFailed, short = content.lines, ...shown } = content;
      const compared = id === 'changes' ? changesBetween(before, facts) : { lines: [] };
      const lines = [...compared.lines, ...(isShort ? short : shown.lines)];
      return { id, title, ...shown, ...compared, lines } satisfies MonitorSection;
    }),
  };
}

async function gatherOne(context: Context, section: Section, asked: Asked): Promise<SectionContent> {
  const over = new AbortController();
  try {
    const late = context.clock
      .wait(DEADLINE_MS, over.signal)
      .then(() => failed(`it took longer than ${DEADLINE_MS / 1000} s`));
    return await Promise.race([section.gather(context, asked), late]);
  } catch (error) {
    context.telemetry.error('a section of a summary could not be gathered', error, { section: section.id });
    return failed('it stopped with an error, which is in the log');
  } finally {
    over.abort();
  }
}

function failed(why: string): SectionContent {
  return { ...finding('warn', `Not measured: ${why}.`), hasFailed: true };
}
