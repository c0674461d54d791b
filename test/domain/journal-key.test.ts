import { describe, expect, it } from 'vitest';
import { isWeakKey, journalKey } from '../../src/domain/journal-key.ts';

describe('a journal key', () => {
  it.each([
    ['openssl rand -hex 32', 'c1f0a6b9d27e4483b5e9a07d1c62f3487a95be01d4c8f2365907eadb618c3f42', false],
    ['openssl rand -hex 16', '9f3c17a8e2b04d65c81e7f9a0b53d264', false],
    ['openssl rand -base64 24', 'q3Vd8pZl0XyKw2mT9sUaHbEcRf4GjN7o', false],
    ['sixteen blanks', ' '.repeat(16), true],
    ['one letter', 'a'.repeat(64), true],
    ['a short piece again and again', '5f'.repeat(32), true],
    ['a longer piece again and again', 'correct horse '.repeat(5), true],
    ['a piece that begins again at the end', 'abcdefgh'.repeat(4).slice(0, 31), true],
    ['two letters at random', 'abbabaababbabbaababaabbabababbababbbaabababbaabab', true],
    ['what was enough before', 'a-journal-key-16', true],
  ])('%s: is it weak', (_, key, isWeak) => {
    expect(isWeakKey(key)).toBe(isWeak);
  });

  it('has a name that is the same for the same key, another for another, and no part of it', () => {
    const key = '9f3c17a8e2b04d65c81e7f9a0b53d264';
    expect(journalKey(key)).toEqual(journalKey(key));
    expect(journalKey(key).id).toMatch(/^k-[0-9a-f]{16}$/);
    expect(journalKey(key).id).not.toBe(journalKey(`${key}0`).id);
    expect(key).not.toContain(journalKey(key).id.slice(2));
  });
});
