// Everybody outside: whoever gets a mail answers it at once, politely, quoting what was said.
import { utf8 } from '../../base/bytes';
import type { Clock } from '../../base/clock';
import type { Random } from '../../base/random';
import { randomPlainText } from '../../base/random';
import type { Header, Part } from '../../protocol/mime';
import {
  decodeText,
  fieldRaw,
  fieldText,
  firstField,
  readHeader,
  readMailboxes,
  readStructure,
  writeAddresses,
  writeField,
} from '../../protocol/mime';
import type { Mail } from '../mail';

export interface OutsideOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Takes the answers. */
  readonly send: (mail: Mail) => void;
}

export interface Outside {
  /** Takes a mail for anyone outside. */
  receive(mail: Mail): void;
  /** Everything that came, in order. */
  readonly received: readonly Mail[];
}

/** Starts the outside world. Answers nobody who has no address, and no automatic mail (RFC 3834 §2). */
export function openOutside(options: OutsideOptions): Outside {
  const received: Mail[] = [];
  return {
    received,
    receive: (mail) => {
      received.push(mail);
      const answer = answerTo(mail, options);
      if (answer) options.send(answer);
    },
  };
}

function answerTo({ from, to, source }: Mail, { clock, random }: OutsideOptions): Mail | undefined {
  const header = readHeader(source);
  const sender = readMailboxes(rawOf(header, 'Reply-To') ?? rawOf(header, 'From') ?? '')[0];
  const automatic = rawOf(header, 'Auto-Submitted')?.toLowerCase() ?? 'no';
  if (!sender || from === '' || automatic !== 'no') return undefined;
  const domain = to.slice(to.lastIndexOf('@') + 1);
  const given = rawOf(header, 'Message-ID');
  const references = [rawOf(header, 'References'), given].filter(Boolean).join(' ');
  const fields = [
    ['From', writeAddresses([{ name: nameOf(to), address: to }])],
    ['To', writeAddresses([sender])],
    ['Subject', `Re: ${rawOf(header, 'Subject')?.replace(/^re: */i, '') ?? ''}`],
    ['Date', new Date(clock.now()).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', `<${randomPlainText(random, 16)}@${domain}>`],
    ...(given === undefined ? [] : [['In-Reply-To', given]]),
    ...(references === '' ? [] : [['References', references]]),
    ['Auto-Submitted', 'auto-replied'],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', '8bit'],
  ].map(([name = '', value = '']) => writeField(name, value));
  return { from: to, to: sender.address, source: utf8(`${fields.join('')}\n${bodyText(to, header, source)}`) };
}

function bodyText(to: string, header: Header, source: Buffer): string {
  const field = firstField(header.fields, 'Subject');
  const subject = field ? fieldText(field) : '';
  const quoted = textOf(source)
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `> ${line}\n`);
  return `Thank you for your mail "${subject}". You wrote:\n\n${quoted.join('')}\n-- \n${nameOf(to)}\n`;
}

/** The first plain text of a mail. */
function textOf(source: Buffer): string {
  const part = firstText(readStructure(source).root);
  return part ? decodeText(part, source.subarray(part.bodyStart, part.bodyEnd)) : '';
}

function firstText(part: Part): Part | undefined {
  if (part.parts.length === 0) return part.type === 'text' && part.subtype === 'plain' ? part : undefined;
  return part.parts.map(firstText).find((found) => found !== undefined);
}

function rawOf({ fields }: Header, name: string): string | undefined {
  const field = firstField(fields, name);
  return field && fieldRaw(field);
}

/** Bob for bob@example.org. */
function nameOf(address: string): string {
  const local = address.slice(0, address.lastIndexOf('@'));
  return local.charAt(0).toUpperCase() + local.slice(1);
}
