import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { OPERATIONS } from '../../features/operations.ts';
import { cardText } from './card.ts';
import { doctorText } from './doctor.ts';
import { choiceText, confirmationText, formText } from './form.ts';
import { helpText } from './help.ts';
import { historyText } from './history.ts';
import { type Drawing, flat, timeAndZone } from './layout.ts';
import { monitorText } from './monitor.ts';
import { refusalText } from './refusal.ts';
import { statusText } from './status.ts';

/** Any message as text; the instants in its sentences are shown in the terminal's zone. */
export function messageText(message: Message, drawing: Drawing): string {
  return textOf(message, drawing).replace(INSTANT, (iso) => timeAndZone(iso, drawing));
}

/** The form of `Date.toISOString`. */
const INSTANT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z/g;

function textOf(message: Message, drawing: Drawing): string {
  const { paint } = drawing;
  switch (message.is) {
    case 'card':
      return cardText(message.card, drawing);
    case 'plan':
      return `${paint('cyan', 'Dry run: nothing was saved, and nothing will run.')}\n\n${cardText(message.card, drawing)}`;
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
      return refusalText(message, drawing);
    case 'rollback-form':
      return formText(message.form, drawing);
    case 'confirmation':
      return confirmationText(message.form, drawing);
    case 'rollback-choice':
      return choiceText(message.choice, drawing);
    case 'pairing-form':
      return paint('yellow', 'Confirm the pairing in Slack.');
    case 'status':
      return statusText(message.report, drawing);
    case 'monitor':
      return monitorText(message.report, drawing);
    case 'history':
      return historyText(message.rows, drawing);
    case 'doctor':
      return doctorText(message, drawing);
    case 'help':
      return helpText(message, drawing);
    case 'announcement':
      return [
        paint('bold', wordsOf(message.operation).announced),
        message.notes,
        ...message.installs.map((line) => `  ${line}`),
      ].join('\n');
    case 'needs-attention':
      return paint('yellow', `Action needed for ${wordsOf(message.operation).called}: ${flat(message.text)}`);
    case 'fault':
      return `${paint('red', `Navi failed: ${flat(message.text)}`)}\nReference in the log: ${message.reference}`;
  }
}

function wordsOf({ plan }: Operation) {
  return OPERATIONS.wordsOf(plan.content);
}

const LEVELS = { info: 'bold', good: 'green', warn: 'yellow', bad: 'red' } as const;
