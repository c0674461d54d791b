import { useMemo, useState } from 'preact/hooks';
import type { Form, Value } from '../blocks/host.tsx';
import { Input } from '../blocks/input.tsx';
import { initialOf } from '../blocks/values.ts';
import type { View } from '../schema.ts';

/** Answers by block and action. */
export type Values = Record<string, Record<string, Value>>;

const NOTHING: Values = {};

/** A modal's answers; typed text stays while the view is redrawn. */
export function useForm(view: View): {
  form: Form;
  values: Values;
  setErrors: (errors: Record<string, string>) => void;
} {
  const [typed, setTyped] = useState<Values>(NOTHING);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const values = useMemo(() => merge(startOf(view), typed), [view, typed]);
  const form = useMemo<Form>(
    () => ({
      errors,
      valueOf: (blockId, actionId) => values[blockId]?.[actionId],
      set: (blockId, actionId, value) => {
        setTyped((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } }));
        setErrors(({ [blockId]: _, ...others }) => others);
      },
    }),
    [values, errors],
  );
  return { form, values, setErrors };
}

function inputsOf(view: View): { blockId: string; input: Input }[] {
  return view.blocks.flatMap((block) => {
    const input = Input.safeParse(block);
    return input.success ? [{ blockId: block.block_id ?? '', input: input.data }] : [];
  });
}

function startOf(view: View): Values {
  const values: Values = {};
  for (const { blockId, input } of inputsOf(view))
    values[blockId] = { [input.element.action_id]: initialOf(input.element) };
  return values;
}

function merge(start: Values, typed: Values): Values {
  const merged: Values = { ...start };
  for (const [blockId, actions] of Object.entries(typed)) merged[blockId] = { ...start[blockId], ...actions };
  return merged;
}

/** What Slack's own client refuses to send: a required input without a value, or too short a text. */
export function missingIn(view: View, values: Values): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const { blockId, input } of inputsOf(view)) {
    const value = values[blockId]?.[input.element.action_id];
    const least = input.element.min_length ?? 0;
    if (isEmpty(value)) {
      if (!input.optional) missing[blockId] = 'Please complete this required field.';
    } else if (typeof value === 'string' && value.length < least) {
      missing[blockId] = `Please write at least ${least} characters.`;
    }
  }
  return missing;
}

function isEmpty(value: Value): boolean {
  return value === undefined || value.length === 0;
}

/** The values in the form of the control call; empty ones are left out. */
export function valuesFor(view: View, values: Values): Record<string, Record<string, unknown>> {
  const shown = new Set(view.blocks.map((block) => block.block_id));
  const sent: Record<string, Record<string, unknown>> = {};
  for (const [blockId, actions] of Object.entries(values)) {
    const given = Object.entries(actions).filter(([, value]) => !isEmpty(value));
    if (shown.has(blockId) && given.length > 0) sent[blockId] = Object.fromEntries(given);
  }
  return sent;
}
