import leven from 'leven';
import { utf8 } from '../../base/bytes';
import { NymservError } from './errors';
import { limits } from './limits';

/**
 * What a nym's owner can set (nymserv.md §3). A missing member is left as it is, `null` unsets it, a text sets it.
 * JSON-serialisable.
 */
export interface Options {
  /** Passphrase of the hashed subject; wins over `subject`. */
  readonly hsub?: string | null;
  /** Fixed plain subject. */
  readonly subject?: string | null;
  /** Passphrase of an outer symmetric layer. */
  readonly symmetric?: string | null;
  /** Whether a receipt is posted for every letter sent. A server that was never told posts them. */
  readonly acksend?: boolean;
  /** The display name; known only to servers of the ephemeral layer (ephemeral.md). */
  readonly name?: string | null;
  /** The secret that begins a new ephemeral layer: set or unset together with `ratchet`. Known only to servers of that layer. */
  readonly ephemeral?: string | null;
  /** The public key of our side of the new layer: 32 bytes in base64. */
  readonly ratchet?: string | null;
  /** Deletes the nym. Stands alone. */
  readonly delete?: true;
}

export type OptionName = keyof Options;
export type TextOption = Exclude<OptionName, 'acksend' | 'delete'>;

export const textOptions: readonly TextOption[] = ['hsub', 'subject', 'symmetric', 'name', 'ephemeral', 'ratchet'];
export const optionNames: readonly OptionName[] = [...textOptions, 'acksend', 'delete'];

/** Those that only servers of the ephemeral layer know (ephemeral.md). */
export const layerOptions: readonly OptionName[] = ['name', 'ephemeral', 'ratchet'];

/** An X25519 key (ephemeral.md). */
const ratchetBytes = 32;

/** Other spellings the server knows (nymserv.md §3). */
export const aliases: Readonly<Record<string, OptionName>> = {
  'hash-subject': 'hsub',
  'subject-password': 'hsub',
  'hash-key': 'hsub',
  'acknowledge-send': 'acksend',
};

/** Words the server reads as False and True whatever their case: none of them can be a text (nymserv.md §3). */
export const noWords: readonly string[] = ['0', 'no', 'none', 'false'];
export const yesWords: readonly string[] = ['1', 'yes', 'true'];

/** The option that a name in any case or alias stands for, or undefined. */
export function findOption(name: string): OptionName | undefined {
  const lower = name.toLowerCase();
  return optionNames.find((known) => known === lower) ?? (Object.hasOwn(aliases, lower) ? aliases[lower] : undefined);
}

/** The known name (or alias) that is spelt most like `name`; never one that only some servers know. */
export function nearestOption(name: string): string {
  const distance = (known: string) => leven(name.slice(0, 40).toLowerCase(), known);
  const known = [...optionNames.filter((one) => !layerOptions.includes(one)), ...Object.keys(aliases)];
  return known.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

/** Refuses what the server would ignore, misread or crash on. Gives its argument back. */
export function checkOptions(options: Options): Options {
  for (const name of textOptions) {
    const value = options[name];
    if (typeof value === 'string') checkText(name, value);
  }
  checkLayer(options);
  if (options.delete && Object.values(options).filter((value) => value !== undefined).length > 1)
    throw new NymservError('conflicting-options', 'A request that deletes the nym can set nothing else.');
  return options;
}

/** A layer begins with both of its options, and the server hangs on letters of a nym that does not have the other one's (ephemeral.md). */
function checkLayer({ ephemeral, ratchet }: Options): void {
  // unset, set to nothing and set differ in type
  if (typeof ephemeral !== typeof ratchet)
    throw new NymservError(
      'conflicting-options',
      '"ephemeral" and "ratchet" go together: both are set, or both are none.',
    );
  if (typeof ratchet === 'string' && !isRatchetKey(ratchet))
    throw new NymservError('bad-key', 'The value of "ratchet" must be a public key of 32 bytes in base64.');
}

function isRatchetKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === ratchetBytes && bytes.toString('base64') === text;
}

/** Refuses a text that would not arrive at the server as it is written here; `line` is where a user wrote it. */
export function checkText(name: TextOption, value: string, line?: number): void {
  const refuse = (code: 'value-length' | 'value-word' | 'value-characters', why: string) =>
    new NymservError(code, why, line);
  const bytes = utf8(value).length;
  if (bytes === 0 || bytes > limits.valueBytes)
    throw refuse('value-length', `The value of "${name}" must have 1 to ${limits.valueBytes} bytes; it has ${bytes}.`);
  if ([...noWords, ...yesWords].includes(value.toLowerCase()))
    throw refuse('value-word', `The server does not take "${value}" as a text for "${name}". ${wordAdvice(name)}`);
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value))
    throw refuse('value-characters', `The value of "${name}" must be one line without control characters.`);
  if (value.startsWith(' ') || value.endsWith(' '))
    throw refuse('value-characters', `The value of "${name}" must not begin or end with a space: the server drops it.`);
}

function wordAdvice(name: TextOption): string {
  return name === 'subject' || name === 'name' ? `Choose another ${name}.` : 'Choose a long random passphrase.';
}

/** The option lines of a request, in a fixed order, each ended by LF (nymserv.md §3: never CR). */
export function writeOptions(options: Options): string {
  const checked = checkOptions(options);
  const { acksend } = checked;
  const lines = [
    ...textOptions.flatMap((name) => textLine(name, checked[name])),
    ...(acksend === undefined ? [] : [`acksend: ${acksend ? 'yes' : 'no'}`]),
    ...(options.delete ? ['delete: yes'] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function textLine(name: TextOption, value: string | null | undefined): string[] {
  return value === undefined ? [] : [`${name}: ${value ?? 'none'}`];
}
