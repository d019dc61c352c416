import { NymservError } from './errors';
import { limits } from './limits';
import type { OptionName, Options } from './options';
import { checkOptions, checkText, findOption, nearestOption, noWords, yesWords } from './options';

/**
 * Reads what a nym's owner wrote in a mail to `config@`: `name: value` lines, blank lines between them, and nothing
 * after a signature's `-- `. An empty text is a request for the list of settings. Errors name the line.
 */
export function readConfigBody(text: string): Options {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length > limits.configBodyLines)
    throw new NymservError('too-long', `A config mail has at most ${limits.configBodyLines} lines of "name: value".`);
  const end = lines.findIndex((line) => line === '-- ' || line === '--');
  const read: Partial<Record<OptionName, Options[OptionName]>> = {};
  for (const [index, line] of (end < 0 ? lines : lines.slice(0, end)).entries()) {
    if (line.trim() === '') continue;
    const [name, value] = readLine(line, index + 1);
    if (Object.hasOwn(read, name))
      throw new NymservError(
        'repeated-option',
        `"${name}" is given twice; the server would take the first.`,
        index + 1,
      );
    read[name] = value;
  }
  return checkOptions(read as Options); // readLine pairs each name with a value of its own type
}

const ownKeys = 'it begins an ephemeral layer, and the bridge must make the keys of that itself';

/** What only some servers know, and what the bridge has to know of before the server does. */
const notByMail: Readonly<Partial<Record<OptionName, string>>> = {
  name: 'the bridge itself puts the name of the nym into the letters',
  ephemeral: ownKeys,
  ratchet: ownKeys,
};

function readLine(line: string, number: number): [OptionName, Options[OptionName]] {
  const colon = line.indexOf(':');
  const written = line.slice(0, colon).trim();
  if (colon < 1 || !/^[\w-]+$/.test(written))
    throw new NymservError('not-an-option', 'Every line of a config mail must read "name: value".', number);
  const name = findOption(written);
  if (name === undefined)
    throw new NymservError(
      'unknown-option',
      `There is no option "${written.slice(0, 40)}". Did you mean "${nearestOption(written)}"?`,
      number,
    );
  const reason = notByMail[name];
  if (reason !== undefined)
    throw new NymservError('not-by-mail', `"${name}" cannot be set by mail: ${reason}.`, number);
  return [name, readValue(name, line.slice(colon + 1).trim(), number)];
}

function readValue(name: OptionName, value: string, line: number): Options[OptionName] {
  const word = value.toLowerCase();
  if (name === 'acksend') {
    if (yesWords.includes(word)) return true;
    if (noWords.includes(word)) return false;
    throw new NymservError('bad-choice', '"acksend" is either yes or no.', line);
  }
  if (name === 'delete') {
    if (word === 'yes') return true;
    throw new NymservError('bad-choice', '"delete" can only be yes. Leave the line out to keep the nym.', line);
  }
  if (noWords.includes(word)) return null;
  checkText(name, value, line);
  return value;
}
