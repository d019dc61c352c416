import {
  fieldRaw,
  fieldText,
  firstField,
  readHeader,
  readMailboxes,
  writeAddresses,
  writeField,
} from '../../protocol/mime';
import type { Mail } from '../mail';
import type { Engine } from './kind';

/** What a remailer answers to a mail that asks for its key by its Subject (yamn.md §2, mixmaster.md §8); undefined for every other mail. */
export function answerTo({ source }: Pick<Mail, 'source'>, engine: Engine): Mail | undefined {
  const { self } = engine;
  const { fields } = readHeader(source);
  const subject = firstField(fields, 'Subject');
  if (!subject || fieldText(subject).trim().toLowerCase() !== 'remailer-key') return undefined;
  const author = firstField(fields, 'Reply-To') ?? firstField(fields, 'From');
  const [sender] = author ? readMailboxes(fieldRaw(author)) : [];
  if (!sender) return undefined;
  const header = [
    writeField('From', writeAddresses([{ name: self.name, address: self.address }])),
    writeField('To', sender.address),
    writeField('Subject', `Remailer key for ${self.name}`),
  ].join('');
  const text = `${header}\nHere is the remailer key:\n\n${'=-'.repeat(12)}\n${engine.keyText()}`;
  return { from: self.address, to: sender.address, source: Buffer.from(text.replaceAll('\r\n', '\n')) };
}
