import { OPERATIONS } from '../../../features/operations.ts';
import type { Answer, AnswerAbout } from '../answer.ts';
import { cardText } from './card.ts';
import { doctorText } from './doctor.ts';
import { choiceText, confirmationText, formText } from './form.ts';
import { flat, type Screen, timeAndZone } from './layout.ts';
import { helpText, historyText, refusalText, statusText } from './lists.ts';

/** Any answer of the bot as text; its times are shown in the terminal's zone. */
export function answerText(answered: Answer, screen: Screen): string {
  return textOf(answered, screen).replace(INSTANT, (iso) => timeAndZone(iso, screen));
}

/** The form of `Date.toISOString`. */
const INSTANT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z/g;

function textOf({ message, explained }: Answer, screen: Screen): string {
  const { paint } = screen;
  switch (message.is) {
    case 'card':
      return cardText(message.card, explained, screen);
    case 'plan':
      return `${paint('cyan', 'Dry run: nothing was saved, and nothing will run.')}\n\n${cardText(message.card, explained, screen)}`;
    case 'line':
    case 'notice':
      return paint(LEVELS[message.level], message.text);
    case 'alert':
      return [
        paint(message.alert.isOver ? 'green' : 'red', flat(message.alert.headline)),
        ...message.alert.lines.map((line) => `  ${flat(line)}`),
      ].join('\n');
    case 'accepted':
      return `${paint('green', flat(message.text))} (${message.operation})`;
    case 'refusal':
      return refusalText(message.asked, explained, screen);
    case 'rollback-form':
      return formText(message.form, screen);
    case 'confirmation':
      return confirmationText(message.form, screen);
    case 'rollback-choice':
      return choiceText(message.choice, screen);
    case 'pairing-form':
      return paint('yellow', 'Confirm the pairing in Slack.');
    case 'status':
      return statusText(message.report, screen);
    case 'history':
      return historyText(message.rows, screen);
    case 'doctor':
      return doctorText(message.rows, screen);
    case 'help':
      return helpText(message, screen);
    case 'announcement':
      return [
        paint('bold', announced(message.operation)),
        message.notes,
        ...message.installs.map((line) => `  ${line}`),
      ].join('\n');
    case 'needs-attention':
      return paint('yellow', `Action needed for ${subject(message.operation)}: ${flat(message.text)}`);
    case 'fault':
      return `${paint('red', `Navi failed: ${flat(message.text)}`)}\nReference in the log: ${message.reference}`;
  }
}

function announced({ plan }: AnswerAbout): string {
  return OPERATIONS.wordsOf(plan.content).announced;
}

function subject({ plan }: AnswerAbout): string {
  return OPERATIONS.wordsOf(plan.content).called;
}

const LEVELS = { info: 'bold', good: 'green', warn: 'yellow', bad: 'red' } as const;
