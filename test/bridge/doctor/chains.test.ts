import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { checkChains } from '../../../src/bridge/doctor/chains';
import { TestClock } from '../../support/clock';
import { openedInside, only } from '../../support/doctor';
import { temporaryFolder } from '../../support/folder';
import { yamnKey, yamnStatistics } from '../../support/remailerLists';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const place = 'host = "relay.example"\nport = 25\nsecurity = "starttls"\n';

/** What is said of a way out, where these remailers are known and these settings are made. */
async function look(names: readonly string[], settings = '', more = '') {
  const folder = temporaryFolder();
  const [keys, statistics] = [join(folder, 'pubring.mix'), join(folder, 'mlist2.txt')];
  writeFileSync(keys, names.map((name) => yamnKey({ name, caps: name === 'mole' ? 'M' : '' })).join(''));
  writeFileSync(statistics, yamnStatistics(names.map((name) => [name, name === 'slug' ? '9:00' : '0:30', '99.5'])));
  const sources = `[remailers.yamn]\npubring = ["${keys}"]\nstatistics = ["${statistics}"]\n`;
  const config = `${sources}[transport.mix]\ntype = "yamn"\n${place}${settings}${more}`;
  const { look: ask, end } = await openedInside(config, { clock: new TestClock('2026-11-27T01:00:00Z') });
  ends.push(end);
  return ask(checkChains);
}

test('a way out for which chains can be drawn is good, and it is told from how many', async () => {
  expect(only(await look(['ant', 'bee', 'cat', 'mole', 'slug']))).toMatchObject({
    check: 'chains of mix',
    verdict: 'good',
    finding:
      '4 of 5 remailers can be drawn to pass packets on, 3 as the exit. Not drawn: mole (as the exit, it is a middle-man, and no exit); slug (it takes 9:00, and should take 1:00 at most).',
  });
});

test('one for which only few are left is warned of', async () => {
  expect(only(await look(['ant', 'bee'], 'chain = "*,*"\ndistance = 1\n'))).toMatchObject({
    verdict: 'warning',
    meaning: expect.stringContaining('much alike'),
  });
});

test('one for which a kind of letter has no chain is bad, and so is one for which none has', async () => {
  const settings = 'chains = { config = "*,gnu" }\n';
  expect(only(await look(['ant', 'bee', 'cat'], settings))).toMatchObject({
    verdict: 'bad',
    finding: expect.stringContaining(
      'None can be drawn for requests (*,gnu): No remailer "gnu" is known that can be used now. 3 of 3',
    ),
  });
  const found = only(await look(['ant', 'bee'], 'exclude = ["ant"]\n'));
  expect(found).toMatchObject({ verdict: 'bad', finding: expect.stringContaining('Not drawn: ant (it is excluded).') });
  for (const words of ['letters', 'requests', 'web pages'])
    expect(found.finding).toContain(`None can be drawn for ${words} (*,*,*): No remailer can be hop`);
});

test('one whose remailers nobody knows is bad, and others are not looked at', async () => {
  const more = `[transport.relay]\ntype = "smtp"\n${place}`;
  expect(only(await look([], '', more))).toMatchObject({ check: 'chains of mix', verdict: 'bad' });
});

test('a way of large letters that goes by no remailer is warned of, and one that does is not', async () => {
  const names = ['ant', 'bee', 'cat'];
  const relay = `large = "relay"\n[transport.relay]\ntype = "smtp"\n${place}`;
  const mix = `large = "other"\n[transport.other]\ntype = "mixmaster"\n${place}`;
  expect((await look(names, '', relay)).map(({ check, verdict }) => [check, verdict])).toEqual([
    ['chains of mix', 'good'],
    ['large letters', 'warning'],
  ]);
  expect((await look(names, '', mix)).map(({ check }) => check)).toEqual(['chains of mix', 'chains of other']);
});
