import { ageWords, type CheckRow, checkWords, countWords } from '../../../domain/check.ts';
import type { Message } from '../../../domain/message.ts';
import { context, header, linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { outside, ownText, sentence, when } from './text.ts';

/** What the checks have found: the problems with why and what to do, then what is ok, one line each. */
export function renderDoctor(message: Extract<Message, { is: 'doctor' }>, view: Viewing): Rendered {
  const { rows, at, ageSeconds } = message;
  const problems = rows.flatMap((row) => (row.is === 'ok' ? [] : [problemLines(row, view)]));
  const fine = rows.flatMap((row) => (row.is === 'ok' ? [fineLine(row, view)] : []));
  return {
    text: sentence(`Doctor: ${countWords(rows)}.`),
    blocks: [
      header(`Doctor: ${countWords(rows)}`),
      ...sections(linesWithin(problems, 6_000, 'problems: run a check alone with /navi doctor <check>')),
      ...sections(linesWithin(fine, 3_000, 'checks that are ok')),
      context(`As of ${when(at, view)}${ageWords(ageSeconds)}. Nothing was changed.`),
    ],
  };
}

function problemLines(row: Exclude<CheckRow, { is: 'ok' }>, view: Viewing): string {
  const { icon, word } = checkWords(row.is);
  return [
    `${icon} *${outside(row.title, 60)}* (${word}): ${ownText(row.saw, 500, view)}`,
    `   Why it matters: ${ownText(row.why, 200, view)}`,
    `   Next: ${ownText(row.next, 400, view)}`,
  ].join('\n');
}

function fineLine(row: Extract<CheckRow, { is: 'ok' }>, view: Viewing): string {
  return `${checkWords(row.is).icon} *${outside(row.title, 60)}*: ${ownText(row.saw, 250, view)}`;
}
