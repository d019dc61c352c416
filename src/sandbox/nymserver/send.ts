import { latin1, utf8 } from '../../base/bytes';
import type { HeaderField } from '../../protocol/mime';
import { fieldRaw, firstField, readHeader, readMailboxes, writeAddresses, writeField } from '../../protocol/mime';
import type { Conf } from './conf';
import { dateField, dayOf } from './conf';
import { takeOutOfLayer } from './layer';
import { makeMessageId, postToNym } from './post';
import { noRecipientText, receiptText } from './texts';
import type { Server } from './types';

const usualDailyLimit = 50;

/** A letter signed by a nym: mailed to every address of To and Cc, with a receipt unless `acksend` is off (nymserv.md §4). */
export async function handleSend(server: Server, conf: Conf, payload: Buffer): Promise<void> {
  if (conf.settings.block_sends === true) {
    server.wedge('one more letter than a blocked nym can send');
    return;
  }
  const opened = await takeOutOfLayer(server, conf, payload);
  if (!opened) return;
  const letter = readLetter(server, conf, opened);
  if (letter.to === undefined) {
    await postToNym(server, conf, utf8(noRecipientText(conf.address, letter.subject)));
    return;
  }
  mail(server, conf, letter, letter.cc === undefined ? letter.to : `${letter.to},${letter.cc}`);
  conf.settings = { acksend: true, ...conf.settings };
  if (conf.settings.acksend !== false)
    await postToNym(server, conf, utf8(receiptText(server.domain, { ...letter, to: letter.to })));
  count(server, conf);
}

interface Letter {
  readonly from: string;
  readonly to: string | undefined;
  readonly cc: string | undefined;
  readonly subject: string;
  readonly date: string;
  readonly messageId: string;
  readonly source: Buffer;
}

/** The payload with From set right and what is missing added at the end of the header; all else as it came. */
function readLetter(server: Server, conf: Conf, payload: Buffer): Letter {
  const { fields, end } = readHeader(payload);
  const value = (name: string) => {
    const field = firstField(fields, name);
    return field && fieldRaw(field);
  };
  const from = fromField(value('From'), conf.address);
  const made = {
    subject: value('Subject') ?? 'No Subject',
    messageId: value('Message-ID') ?? makeMessageId(server.domain, server.random),
    date: value('Date') ?? dateField(server.clock.now()),
  };
  const added = [
    ['From', from],
    ...(value('Subject') === undefined ? [['Subject', made.subject]] : []),
    ...(value('Message-ID') === undefined ? [['Message-ID', made.messageId]] : []),
    ...(value('Date') === undefined ? [['Date', made.date]] : []),
  ].map(([name = '', text = '']) => utf8(writeField(name, text)));
  const kept = fields.filter(({ name }) => name !== '' && name.toLowerCase() !== 'from').map(refold);
  const source = Buffer.concat([...kept, ...added, latin1('\n'), hideFromLines(payload.subarray(end))]);
  return { from, to: value('To'), cc: value('Cc'), ...made, source };
}

/** The display name is the nym's own affair, the address is not. */
function fromField(given: string | undefined, address: string): string {
  const name = readMailboxes(given ?? '')[0]?.name;
  return name === undefined || name === '' ? address : writeAddresses([{ name, address }]);
}

/** Long fields are folded anew. */
function refold(field: HeaderField): Buffer {
  const isLong = field.raw
    .toString('latin1')
    .split('\n')
    .some((line) => line.length > 78);
  return isLong ? utf8(writeField(field.name, fieldRaw(field))) : field.raw;
}

/** `From ` at the start of a body line becomes `>From `, which breaks signatures. */
function hideFromLines(body: Buffer): Buffer {
  return latin1(body.toString('latin1').replace(/^From /gm, '>From '));
}

function mail(server: Server, conf: Conf, letter: Letter, recipients: string): void {
  server.record.letters.push(letter.messageId);
  for (const piece of recipients.split(',')) {
    const to = addressIn(piece);
    if (to === undefined) {
      server.record.refused.push('a recipient that is no address');
      continue;
    }
    server.record.sent.push({ from: conf.address, to, messageId: letter.messageId });
    const isHere = to.toLowerCase().endsWith(`@${server.domain}`);
    (isHere ? server.deliver : server.send)({ from: conf.address, to, source: letter.source });
  }
}

/** The address in what lies between two commas; half a quoted display name has none. */
function addressIn(piece: string): string | undefined {
  if (piece.split('"').length % 2 === 0) return undefined;
  const address = readMailboxes(piece.trim())[0]?.address;
  return address?.includes('@') === true ? address : undefined;
}

/** Above the limit of a UTC day sending is disabled for good. */
function count(server: Server, conf: Conf): void {
  const { settings } = conf;
  const today = dayOf(server.clock.now());
  settings.sent = Number(settings.sent ?? 0) + 1;
  settings.sent_today = settings.last_sent === today ? Number(settings.sent_today ?? 0) + 1 : 1;
  settings.last_sent = today;
  if (settings.sent_today > (server.dailyLimit ?? usualDailyLimit)) settings.block_sends = true;
}
