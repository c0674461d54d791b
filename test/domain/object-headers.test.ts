import { describe, expect, it } from 'vitest';
import {
  browserSeconds,
  edgeDifferences,
  headerDifferences,
  originSeconds,
} from '../../src/domain/object-headers.ts';

const HOUR = 'public, max-age=3600';
const YEAR = 'public, max-age=31536000, immutable';
const WANTED = { cacheControl: HOUR, contentType: 'application/javascript', contentEncoding: null };

describe('the headers of an object', () => {
  it.each([
    [{}, 0],
    [{ cacheControl: 'public,max-age=3600' }, 0],
    [{ cacheControl: YEAR }, 1],
    [{ cacheControl: '' }, 1],
    [{ contentType: 'text/plain' }, 1],
    [{ contentEncoding: 'gzip' }, 1],
    [{ contentEncoding: '' }, 0],
    [{ cacheControl: YEAR, contentType: '', contentEncoding: 'br' }, 3],
  ])('%j differs in %i', (change, count) => {
    expect(headerDifferences({ ...WANTED, ...change }, WANTED)).toHaveLength(count);
  });
});

describe('what a browser is told at the edge', () => {
  it.each([
    ['the same', HOUR, 'application/javascript', 0],
    ['a type with a charset', HOUR, 'Application/JavaScript; charset=utf-8', 0],
    ['kept for less', 'public, max-age=60', 'application/javascript', 0],
    ['not kept', 'no-store', 'application/javascript', 0],
    ['kept for longer', 'public, max-age=3601', 'application/javascript', 1],
    ['never asked again', 'public, max-age=60, immutable', 'application/javascript', 1],
    ['nothing said', null, 'application/javascript', 1],
    ['no type', HOUR, null, 1],
    ['another type', HOUR, 'text/html', 1],
  ])('%s', (_, cacheControl, contentType, count) => {
    expect(edgeDifferences({ cacheControl, contentType }, WANTED)).toHaveLength(count);
  });
});

describe('for how long a browser keeps an answer', () => {
  it.each([
    [YEAR, 31_536_000],
    ['s-maxage=10, max-age="60"', 60],
    ['s-maxage=10', null],
    ['no-cache, max-age=60', 0],
    ['no-store', 0],
    [null, null],
    ['max-age=-1', null],
  ])('%s: %s seconds', (cacheControl, seconds) => {
    expect(browserSeconds(cacheControl)).toBe(seconds);
  });

  it('an object without one is served for an hour by Cloud Storage', () => {
    expect([originSeconds(''), originSeconds(YEAR)]).toEqual([3600, 31_536_000]);
  });
});
