import type { NoticeTopic } from './notice.ts';

/** What a template may name, in braces. */
const PLACES = [
  ...(['customer', 'product', 'version', 'on', 'loads', 'owner', 'says'] as const),
  ...(['changes', 'migration', 'correction', 'restored'] as const),
];
export type TemplatePlace = (typeof PLACES)[number];

/** What a template of this topic has to name: without it customers would not know what they have to. */
const NEEDED: Readonly<Record<NoticeTopic, readonly TemplatePlace[]>> = {
  release: ['version', 'on', 'changes', 'correction'],
  reminder: ['version'],
  prerelease: ['version', 'correction'],
  rollback: ['version', 'restored', 'correction'],
  emergency: ['version', 'says', 'correction'],
  custom: ['says', 'correction'],
};

const QUESTIONS = 'Questions? Answer to this message: {owner} looks after it.';

/** The texts where the configuration has none. The first line is the subject. */
export const USUAL_TEMPLATES: Readonly<Record<NoticeTopic, string>> = {
  release: [
    '# {product} {version} is planned for {on}',
    'To {customer}',
    '{correction}',
    '{says}',
    '{version} of {product} is planned for {on}. It has breaking changes. {loads}',
    'What changes:\n{changes}',
    'How to migrate:\n{migration}',
    QUESTIONS,
  ].join('\n\n'),
  reminder: [
    '# Reminder: {product} {version} is out since {on}',
    'To {customer}',
    '{says}',
    '{version} of {product} was released on {on}. It has breaking changes, and we have not seen that all your pages load it. {loads}',
    'What changes:\n{changes}',
    'How to migrate:\n{migration}',
    QUESTIONS,
  ].join('\n\n'),
  prerelease: [
    '# {product} {version} can be tried',
    'To {customer}',
    '{correction}',
    '{says}',
    '{version} of {product} is published since {on}, for those who want to try it early. Your pages do not change: it is loaded only where a page or a package.json names {version}.',
    'What changes:\n{changes}',
    QUESTIONS,
  ].join('\n\n'),
  rollback: [
    '# {product} {version} was rolled back',
    'To {customer}',
    '{correction}',
    '{says}',
    'On {on} we rolled {version} of {product} back to {restored}. {loads}',
    'Pages that load a release line get {restored} once browsers have let go of their copy. Pages that name {version} have to name {restored}.',
    QUESTIONS,
  ].join('\n\n'),
  emergency: [
    '# {product} {version}: please read',
    'To {customer}',
    '{correction}',
    '{says}',
    'This is about {version} of {product}, as of {on}. {loads}',
    QUESTIONS,
  ].join('\n\n'),
  custom: ['# About {product} {version}', 'To {customer}', '{correction}', '{says}', QUESTIONS].join('\n\n'),
};

const LONGEST_SUBJECT = 200;

/** A subject and a text. A paragraph that names something empty is left out. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<TemplatePlace, string>>,
): { subject: string; text: string } {
  const [first = '', ...rest] = template.trim().split('\n');
  const paragraphs = rest
    .join('\n')
    .split(/\n{2,}/)
    .map((one) => one.trim())
    .filter((one) => one !== '' && placesIn(one).every((place) => values[place] !== ''));
  const filled = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const place = PLACES.find((one) => one === name);
      return place === undefined ? whole : values[place];
    });
  const subject = filled(first.replace(/^#+\s*/, '')).replaceAll(/\s+/g, ' ');
  return { subject: subject.slice(0, LONGEST_SUBJECT), text: paragraphs.map(filled).join('\n\n') };
}

function placesIn(text: string): TemplatePlace[] {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return PLACES.filter((place) => names.includes(place));
}

/** What is wrong with a template, in one sentence; null for nothing. */
export function templateProblem(topic: NoticeTopic, template: string): string | null {
  const [first = ''] = template.trim().split('\n');
  if (!/^# \S/.test(first)) return 'its first line is the subject, such as "# News of {product}"';
  const unknown = [...template.matchAll(/\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !PLACES.some((place) => place === name));
  if (unknown.length > 0)
    return `{${unknown[0]}} is not one of ${PLACES.map((one) => `{${one}}`).join(', ')}`;
  const missing = NEEDED[topic].filter((place) => !placesIn(template).includes(place));
  return missing.length > 0 ? `it has to name {${missing[0]}}` : null;
}
