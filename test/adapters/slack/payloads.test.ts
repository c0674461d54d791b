import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ActionPayload,
  ButtonValue,
  CommandPayload,
  HomePayload,
  MentionPayload,
  readJson,
  SubmissionPayload,
  typedWords,
} from '../../../src/adapters/slack/inbound/payloads.ts';

const SCHEMAS = { CommandPayload, ActionPayload, SubmissionPayload, MentionPayload, HomePayload };

const CLICK = {
  user: { id: 'U0BEN', team_id: 'T0AWELL' },
  team: { id: 'T0AWELL' },
  trigger_id: '1.2.x',
  container: { channel_id: 'C0RELEASES', message_ts: '1.000001' },
  actions: [{ action_id: 'navi.approve', value: '{"o":"rel_1","r":1}' }],
};

describe('what Slack sends', () => {
  it.each(Object.entries(SCHEMAS))('is a %s or invalid, for any input', (_name, schema) => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, maxDepth: 4 }), (value) => {
        expect(schema.safeParse(value).success).toBe(false);
      }),
    );
  });

  it('is a click only when every part of it that is used has its shape', () => {
    expect(ActionPayload.safeParse(CLICK).success).toBe(true);
    const fields = ['user', 'trigger_id', 'container', 'actions'];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const read = ActionPayload.safeParse({ ...CLICK, [field]: value });
        if (read.success) expect(['trigger_id', 'container']).toContain(field);
      }),
    );
  });

  it('names an operation in a button only as a word and a revision', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constant('{"o":"../x","r":1}')),
        (text) => {
          expect(readJson(ButtonValue, text)).toBeUndefined();
        },
      ),
    );
    expect(readJson(ButtonValue, undefined)).toBeUndefined();
    expect(readJson(ButtonValue, '['.repeat(100_000))).toBeUndefined();
    expect(readJson(ButtonValue, `{"o":"${'a'.repeat(65)}","r":1}`)).toBeUndefined();
    expect(readJson(ButtonValue, '{"o":"rel_1","r":1,"__proto__":{"admin":true}}')).toEqual({
      subject: { kind: 'operation', id: 'rel_1' },
      revision: 1,
    });
    expect(readJson(ButtonValue, '{"k":"drift-alert","i":"drf_1","r":2}')).toEqual({
      subject: { kind: 'drift-alert', id: 'drf_1' },
      revision: 2,
    });
    expect(readJson(ButtonValue, '{"k":"Drift alert","i":"drf_1","r":2}')).toBeUndefined();
  });
});

describe('typed words', () => {
  it('name the account where a person follows the subcommand, and the name elsewhere', () => {
    expect(typedWords('on-call <@U0CLEO|cleo.m> until 18:00')).toBe('on-call @U0CLEO until 18:00');
    expect(typedWords('stop v1.2.0 ask <@U0CLEO|cleo.m>')).toBe('stop v1.2.0 ask cleo.m');
  });

  it('are never longer than what was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(typedWords(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  // As long as a message may be (the payload's own limit): squared, it still is little.
  it.each(['<http:', '<http:a|', '<@a|', '<@', '<', '&lt;', '&amp;', ' '])(
    'are read in bounded time when they are nothing but %j',
    (piece) => {
      const text = piece.repeat(40_000 / piece.length);

      expect(typedWords(text).length).toBeLessThanOrEqual(text.length);
    },
  );
});
