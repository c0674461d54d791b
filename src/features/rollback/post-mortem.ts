import type { JournalRow } from '../../domain/journal.ts';
import type { Operation } from '../../domain/operation.ts';
import { rollbackContent } from './plans/rollback-content.ts';
import { safetyOf } from './safety.ts';

/** The marker of a rollback's post-mortem issue, invisible on the page. */
export function postMortemMarker(operation: string): string {
  return `<!-- navi-post-mortem: ${operation} -->`;
}

/** Rows that only announce a write or its answer: the result has a row of its own. */
const INTENTS: readonly JournalRow['event'][] = ['step-intended', 'step-sent', 'deprecating'];

/** The text: what happened when, from the journal, and the questions to answer. */
export function postMortemOf(
  operation: Operation,
  found: readonly { row: JournalRow; authentic: boolean }[],
): { title: string; body: string } {
  const { content } = operation.plan;
  const from = rollbackContent.is(content) && content.takenBack !== null ? ` from v${content.takenBack}` : '';
  const reason = rollbackContent.is(content) ? content.reason : null;
  const rows = found.flatMap(({ row, authentic }) => (authentic ? [row] : []));
  const left = found.length - rows.length;
  const timeline = rows
    .filter(({ event }) => !INTENTS.includes(event))
    .map(
      (row) =>
        `| ${row.at.slice(0, 19).replace('T', ' ')} | ${row.event.replaceAll('-', ' ')} | ${describe(row)} |`,
    );
  return {
    title: `Post-mortem: ${content.line} was rolled back${from} to v${content.version}`,
    body: [
      '## Summary',
      `${content.line} was rolled back${from} to v${content.version} by ${verbatim(operation.requester.name)} (${operation.id}). Reason: ${reason === null ? 'none given' : verbatim(reason)}`,
      '',
      '## Impact',
      impactOf(operation),
      '',
      '## Timeline (UTC)',
      '| time | event | |',
      '|---|---|---|',
      ...timeline,
      ...(left === 0 ? [] : ['', `Entries that are not authentic and not shown: ${left}.`]),
      '',
      '## Root cause',
      '',
      '## Action items',
      '- [ ] ',
      '',
      postMortemMarker(operation.id),
    ].join('\n'),
  };
}

/** When customers had the right version again; people add how many were affected. */
function impactOf(operation: Operation): string {
  const safety = safetyOf(operation);
  if (safety === undefined) return 'Not rolled back at every probe yet.';
  const until =
    safety.browsersUntil === null ? '' : ` Browser caches expired by ${inUtc(safety.browsersUntil)}.`;
  return `Rolled back everywhere at ${inUtc(safety.at)}.${until}`;
}

/**
 * A first draft of the note to customers, for a person to finish. Customers are safe when every probe serves the old
 * script, not at the time of the request; and a plain reload keeps a script that the browser still has.
 */
export function customerNoteOf(operation: Operation): string {
  const { content } = operation.plan;
  const from =
    rollbackContent.is(content) && content.takenBack !== null ? `v${content.takenBack}` : 'the last release';
  const safety = safetyOf(operation);
  return [
    safety === undefined
      ? `We are rolling back ${from} of the Navi loader: pages that embed it will load v${content.version} again. This is not verified everywhere yet.`
      : `We have rolled back ${from} of the Navi loader. Since ${inUtc(safety.at)} pages that embed it load v${content.version} again.`,
    heldUntil(from, content.version, safety?.browsersUntil ?? null),
    ...content.packages
      .filter((move) => move.movesLatest)
      .map((move) => `If you install ${move.name} from npm: npm install ${move.name}@${move.after}`),
    'You do not need to change your pages. We will write again when we know what happened.',
  ].join('\n\n');
}

/** How long a browser may use the rolled-back script, and what ends that earlier. */
function heldUntil(from: string, version: string, until: string | null): string {
  const when = until === null ? 'until their copy expires' : `until ${inUtc(until)} at the latest`;
  return `Browsers that loaded ${from} before may keep using it ${when}, or until a hard refresh (Ctrl+Shift+R, on a Mac Cmd+Shift+R), which loads v${version}. A plain reload is not enough.`;
}

/** `2026-11-23 09:01 UTC` */
function inUtc(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function describe(row: JournalRow): string {
  const step = row.details['step'];
  const who =
    row.actor.is === 'person' ? `by ${row.actor.person}` : row.actor.is === 'unproven' ? 'unproven' : '';
  const text = `${typeof step === 'string' ? step : ''} ${who}`.trim();
  return text === '' ? '' : verbatim(text);
}

/**
 * Text from outside as code, in which GitHub renders no link, image, HTML, mention or reference (GitHub Flavored
 * Markdown, 6.1 "Code spans"). Only a backtick ends it, and a pipe or a line end would end the table's cell.
 */
function verbatim(text: string): string {
  const plain = text
    .slice(0, 500)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', '/');
  return `\`${plain.trim() === '' ? '?' : plain}\``;
}
