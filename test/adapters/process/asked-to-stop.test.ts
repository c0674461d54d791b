import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { whenAskedToStop } from '../../../src/adapters/process/asked-to-stop.ts';

let signals: EventEmitter;
let heard: string[];
let now: number;

beforeEach(() => {
  signals = new EventEmitter();
  heard = [];
  now = 5_000;
  const asked = { first: () => heard.push('first'), again: () => heard.push('again') };
  whenAskedToStop(asked, signals, () => now);
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s asks once', (name) => {
  signals.emit(name);
  expect(heard).toEqual(['first']);
});

it('one Ctrl-C is one, though the terminal, npm and the launcher each tell it', () => {
  signals.emit('SIGINT');
  now += 10;
  signals.emit('SIGINT');
  now += 900;
  signals.emit('SIGINT');
  expect(heard).toEqual(['first']);
});

it('a second Ctrl-C hurries the stop after any first signal', () => {
  signals.emit('SIGTERM');
  now += 1_000;
  signals.emit('SIGINT');
  expect(heard).toEqual(['first', 'again']);
});

it('no other signal hurries it: the starter’s end may follow a SIGTERM by itself', () => {
  signals.emit('SIGTERM');
  now += 60_000;
  signals.emit('SIGTERM');
  signals.emit('SIGHUP');
  expect(heard).toEqual(['first']);
});
