import { typedLine } from '../../dispatch/typed-line.ts';
import { confirmingWords, confirmWords } from '../../domain/confirming-words.ts';
import type { AnswerConfirmation, AnswerForm, Asking } from './answer.ts';

/** Asks the person and returns their answer; '' for none. */
export type Ask = (question: string) => Promise<string>;

/** The words that confirm what is asked, or undefined when the person declines. */
export function wordsFor({ is, form }: Asking, ask: Ask): Promise<string | undefined> {
  return is === 'confirmation' ? askedWords(form, ask) : confirmedWords(form, ask);
}

/**
 * The words that confirm a rollback as shown, with its target by name, or undefined when the person declines. A
 * reason is asked only where it is required, to save time in an emergency.
 */
async function confirmedWords(form: AnswerForm, ask: Ask): Promise<string | undefined> {
  const reason = await reasonFor(form, ask);
  if (form.needsReason !== null && reason === '') return undefined;
  if (!isYes(await ask('Roll back now? [y/N] '))) return undefined;
  return typedLine(confirmingWords({ ...form, reason }));
}

/** The words that confirm the request, or undefined when the person declines. */
async function askedWords(form: AnswerConfirmation, ask: Ask): Promise<string | undefined> {
  const given = (form.reason ?? '').trim();
  const reason = given === '' && form.needsReason ? (await ask('Reason: ')).trim() : given;
  if (form.needsReason && reason === '') return undefined;
  if (!isYes(await ask(`${form.question} [y/N] `))) return undefined;
  return typedLine(confirmWords({ ...form, reason }));
}

function isYes(answer: string): boolean {
  return /^\s*y(es)?\s*$/i.test(answer);
}

async function reasonFor({ reason, needsReason }: AnswerForm, ask: Ask): Promise<string> {
  const given = (reason ?? '').trim();
  return given !== '' || needsReason === null ? given : (await ask('Why is it rolled back? ')).trim();
}
