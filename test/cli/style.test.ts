import { expect, test } from '@jest/globals';
import { styleFor, wantsColours } from '../../src/cli/style';

test('a pipe gets no escape codes', () => {
  expect(styleFor({}).bad('bad')).toBe('bad');
  expect(styleFor({ colours: false }).good('good')).toBe('good');
});

test('a screen gets a colour, and the text ends it', () => {
  expect(styleFor({ colours: true }).bad('bad')).toBe('\x1b[31mbad\x1b[39m');
  expect(styleFor({ colours: true }).bad('')).toBe('');
});

test.each([
  ['a screen', { isTTY: true }, {}, true],
  ['a screen with NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
  ['a screen with an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, true],
  ['a screen that knows none', { isTTY: true }, { TERM: 'dumb' }, false],
  ['a pipe', {}, { TERM: 'xterm' }, false],
])('colours for %s', (_name, stream, environment, wanted) => {
  expect(wantsColours(stream, environment)).toBe(wanted);
});
