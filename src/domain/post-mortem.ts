import type { JournalRow } from './journal.ts';
import type { Operation } from './operation.ts';
import { safetyOf } from './safety.ts';

/** How the post-mortem issue of a rollback is recognised, invisible on the page (DESIGN §4.5). */
export function postMortemMarker(operation: string): string {
  return `<!-- navi-post-mortem: ${operation} -->`;
}

/** What only says that a write was about to be made, or was: what came of it has a row of its own. */
const INTENTS: readonly JournalRow['event'][] = ['step-intended', 'step-sent', 'deprecating'];

/** The issue's text: what happened when, from the journal, and the questions to be answered (seed, "Emergency Procedures"). */
export function postMortemOf(
  operation: Operation,
  rows: readonly JournalRow[],
): { title: string; body: string } {
  const { content } = operation.plan;
  const from = content.kind === 'rollback' && content.takenBack !== null ? ` from v${content.takenBack}` : '';
  const reason = content.kind === 'rollback' ? content.reason : null;
  const timeline = rows
    .filter(({ event }) => !INTENTS.includes(event))
    .map((row) => `| ${row.at.slice(0, 19).replace('T', ' ')} | ${row.event} | ${describe(row)} |`);
  return {
    title: `Post-mortem: ${content.line} was rolled back${from} to v${content.version}`,
    body: [
      `Rolled back by ${quiet(operation.requester.name)} (${operation.id}).${reason === null ? '' : ` Reason: ${quiet(reason)}`}`,
      '',
      '## Timeline (UTC)',
      '| time | event | |',
      '|---|---|---|',
      ...timeline,
      '',
      '## What customers saw',
      '',
      '## Why it happened',
      '',
      '## What will keep it from happening again',
      '',
      postMortemMarker(operation.id),
    ].join('\n'),
  };
}

/** A first draft of the note to customers, for a person to finish (seed, "Emergency fixes: Direct customer communication"). */
export function customerNoteOf(operation: Operation): string {
  const { content } = operation.plan;
  const from =
    content.kind === 'rollback' && content.takenBack !== null ? `v${content.takenBack}` : 'the last release';
  const until = safetyOf(operation)?.browsersUntil;
  return [
    `We have taken back ${from} of the Navi loader. Since ${operation.requestedAt.slice(0, 16).replace('T', ' ')} UTC pages that embed it load v${content.version} again.`,
    typeof until === 'string'
      ? `Browsers that loaded it before may hold the old script until ${until.slice(11, 16)} UTC at the latest; a reload gets the new one.`
      : 'Browsers that loaded it before may hold the old script for up to an hour; a reload gets the new one.',
    ...content.packages
      .filter((move) => move.movesLatest)
      .map((move) => `If you install ${move.name} from npm: npm install ${move.name}@${move.after}`),
    'You need not change anything in your pages. We will write again when we know what happened.',
  ].join('\n\n');
}

function describe(row: JournalRow): string {
  const step = row.details['step'];
  const who =
    row.actor.is === 'person' ? `by ${row.actor.person}` : row.actor.is === 'unproven' ? 'unproven' : '';
  return quiet(`${typeof step === 'string' ? step : ''} ${who}`.trim());
}

/** Text from people, without what Markdown or GitHub would take for a mention, a table or HTML. */
function quiet(text: string): string {
  return text.replace(/[<>|@`\r\n]/g, ' ').slice(0, 500);
}
