import type { Decided, DecisionForm, FormChoice, Opened } from '../domain/click.ts';
import type { CardButton, CardFacts, DecisionLook, DecisionWord, Question } from '../domain/decision.ts';
import type { Message } from '../domain/message.ts';
import type { Permission, Person } from '../domain/person.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import type { Subject } from '../domain/subject.ts';
import type { Tx } from '../ports/store.ts';
import { type Believed, believe, cardKnown, deny } from './click.ts';
import type { Context } from './context.ts';
import type { DecisionSubject } from './decision-subject.ts';

/** What buttons depend on besides their subject. */
export type Facts = CardFacts & Known;
/** The kinds of steps and operations that this version knows. */
type Known = Pick<Context, 'steps' | 'operations'>;

interface Look {
  label: string;
  /** The button's accessible label; the subject's name follows. */
  says: string;
  style?: 'primary' | 'danger';
  /** The question that is asked first. */
  confirm?: Question;
}

/** A window with stored facts; its submission is the decision. */
interface Asks<Row extends object> {
  title: string;
  submit: string;
  /** The label of a required reason; null for none. */
  reason: string | null;
  says(row: Row, known: Known): readonly string[];
  /** What this person chooses from; absent where there is nothing to choose. */
  choice?(row: Row, context: Context, person: Person): FormChoice;
  /** Why this person cannot decide now; the window shows it instead. */
  refuses?(tx: Tx, context: Context, believed: Believed<Row>): Promise<RefusalReason | null>;
}

/** A window of another kind: a confirmation whose words are then executed, or text to read. */
interface Shows {
  title: string;
  /** Where its facts come from: the store answers immediately, services may take seconds. */
  facts: 'store' | 'world';
  window(context: Context, click: Decided): Promise<Opened>;
}

/** A decision as its file defines it. */
interface DecisionDefinition<Row extends object> {
  /** Also the name of the file. Posted buttons carry it as `navi.<name>`, so a used name must keep its meaning. */
  name: string;
  about: DecisionSubject<Row>;
  /** Checked first; null where `apply` checks the permission. */
  permission: Permission | null;
  urgent?: true;
  button: Look | ((row: Row, facts: Facts) => Look);
  /** The order of the buttons, ascending. */
  place: number;
  /** Whether the card has the button now. Pure. */
  offered(row: Row, facts: Facts): boolean;
  /** Set where the click only opens a window. */
  asks?: Asks<Row>;
  shows?: Shows;
  word?: DecisionWord;
  /** Applies the decision. The window of `shows` executes its own words instead. */
  apply?(context: Context, decided: Decided): Promise<Message>;
}

/** A decision, as the registry holds it. */
export interface Decision {
  name: string;
  place: number;
  look: DecisionLook;
  permission: Permission | null;
  word: DecisionWord | undefined;
  isOffered(row: object, facts: Facts): boolean;
  /** The button on this row's card; undefined for another kind of subject. */
  button(row: object, facts: Facts): CardButton | undefined;
  open(context: Context, click: Decided): Promise<Opened>;
  apply(context: Context, decided: Decided): Promise<Message>;
  /** The kind of subject it is about. */
  about: string;
}

/** The default export of each file in `src/features/<feature>/decisions/`. */
export function defineDecision<Row extends object>(definition: DecisionDefinition<Row>): Decision {
  const { name, about, permission, urgent, place, asks, shows, word } = definition;
  const window = asks === undefined ? shows : { title: asks.title, facts: 'store' as const };
  return {
    name,
    place,
    word,
    permission,
    about: about.kind,
    look: {
      name,
      isUrgent: urgent === true,
      asksReason: typeof asks?.reason === 'string',
      window: window === undefined ? null : { title: window.title, facts: window.facts },
    },
    isOffered: (row, facts) => about.isRow(row) && definition.offered(row, facts),
    button: (row, facts) => (about.isRow(row) ? buttonOf(definition, row, facts) : undefined),
    open: async (context, click) => {
      if (asks !== undefined) return openForm(context, click, { name, about, asks });
      return shows?.window(context, click) ?? notOurs(name);
    },
    apply: async (context, decided) => definition.apply?.(context, decided) ?? notOurs(name),
  };
}

function buttonOf<Row extends object>(
  { name, about, button }: DecisionDefinition<Row>,
  row: Row,
  facts: Facts,
): CardButton {
  const look = typeof button === 'function' ? button(row, facts) : button;
  return { decision: name, ...look, says: `${look.says} ${about.nameOf(row, facts)}` };
}

/** Whether this person may decide on this card now, and the content of the window. */
async function openForm<Row extends object>(
  context: Context,
  click: Decided,
  { name, about, asks }: { name: string; about: DecisionSubject<Row>; asks: Asks<Row> },
): Promise<Opened> {
  await cardKnown(context, click, about);
  return context.store.transaction(async (tx): Promise<Opened> => {
    const believed = await believe(tx, click, about);
    const refused =
      'refused' in believed ? believed.refused : ((await asks.refuses?.(tx, context, believed)) ?? null);
    if ('refused' in believed || refused !== null) {
      const reason = refused ?? about.unknown(click.subject.id);
      return { ...deny(tx, click, { asked: name, reasons: [reason] }), asked: asks.title };
    }
    const choice = asks.choice?.(believed.row, context, believed.person);
    return {
      ...formOf(believed.row, { name, about, says: asks.says(believed.row, context), asks }),
      ...(choice === undefined ? {} : { choice }),
    };
  });
}

function formOf<Row extends object>(
  row: Row,
  {
    name,
    about,
    asks,
    says,
  }: { name: string; about: DecisionSubject<Row>; asks: Asks<Row>; says: readonly string[] },
): DecisionForm {
  const { title, submit, reason } = asks;
  const subject: Subject = { kind: about.kind, id: about.idOf(row) };
  const operation = about.operationOf?.(row) ?? null;
  return {
    is: 'form',
    decision: name,
    title,
    submit,
    subject,
    revision: about.revisionOf(row),
    operation,
    says,
    reason,
  };
}

function notOurs(asked: string): Message {
  return { is: 'refusal', refusal: refuse({ code: 'card-not-ours' }), asked };
}
