import { defineGate, type Finding } from '../../../domain/gate.ts';
import { tagOf } from '../../../domain/version.ts';

/** A release by break glass is reviewed within a day; where it was not, only another emergency goes out. */
export const breakGlassWasReviewed = defineGate({
  id: 'break glass was reviewed',
  turns: ({ reviews = [] }) => reviews.map(({ due }) => due),
  evaluate: ({ reviews = [], breakGlass }, at) =>
    reviews.map(({ version, due }): Finding => {
      const next = `Type /navi review ${tagOf(version)} --outcome "…".`;
      if (at >= due && breakGlass === undefined)
        return {
          is: 'block',
          text: `${tagOf(version)} was released by break glass, and its review was due at ${due}.`,
          who: 'a person who neither asked for it nor approved it',
          next,
        };
      return { is: 'warn', evidence: `the review of ${tagOf(version)} is due at ${due}. ${next}` };
    }),
});
