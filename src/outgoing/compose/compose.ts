import { sameAddress } from '../../base/address';
import type { Nym } from '../../nym';
import { fieldRaw, readHeader, readMailboxes } from '../../protocol/mime';
import type { HeaderField } from '../../protocol/mime';
import { Refusal } from '../letter';
import type { SubmittedMail } from '../letter';
import { readConfigMail, subjectWord } from './configMail';
import { clientIdOf, composeLetters } from './letters';
import type { Deps, Letters } from './letters';
import { configRequest, pageRequest } from './requests';
import type { Request } from './requests';
import { readUrlMail } from './urlMail';
import { checkChangeable, checkStanding } from './standing';

/** What a submitted mail becomes: letters to the outside, or one request to the nym server itself. */
export type Composed = ({ readonly kind: 'letters' } & Letters) | ({ readonly kind: 'request' } & Request);

/**
 * Makes of a submitted mail what goes to the nym server, by the address it was written to: `config@` and `url@` are requests,
 * anyone else gets letters. Throws Refusal with a sentence for the writer.
 */
export async function compose(mail: SubmittedMail, nym: Nym, deps: Deps): Promise<Composed> {
  const { clock, random, servers = [] } = deps;
  checkAuthor(readHeader(mail.source).fields, nym.address);
  refuseOtherServers(mail.recipients, servers, nym);
  switch (serverMailbox(mail.recipients, nym.domain)) {
    case 'config':
      return requestBy(mail, await composeConfig(mail, nym, deps));
    case 'url':
      return requestBy(mail, pageRequest(nym, readUrlMail(mail.source), random));
    case undefined:
      checkStanding(nym, clock.now());
      return { kind: 'letters', ...(await composeLetters(mail, nym, deps)) };
  }
}

async function composeConfig({ source }: SubmittedMail, nym: Nym, { clock, random }: Deps): Promise<Request> {
  checkChangeable(nym, clock.now(), subjectWord(source) === 'status');
  return configRequest(nym, await readConfigMail(source, nym, random), random);
}

/** The client's own Message-ID goes with a request, so that the same mail handed in twice asks once. */
function requestBy({ source }: SubmittedMail, request: Request): Composed {
  const clientMessageId = clientIdOf(readHeader(source).fields);
  const letter = { ...request.letter, ...(clientMessageId !== undefined && { clientMessageId }) };
  return { kind: 'request', ...request, letter };
}

/**
 * The address that a mail is from, where it says so: that of its one author, as written. Throws Refusal for a mail of nobody, or
 * of several.
 */
export function authorOf(source: Uint8Array): string {
  const [author, ...others] = authorsIn(readHeader(source).fields);
  if (author !== undefined && others.every((other) => sameAddress(other, author))) return author;
  throw new Refusal('not-this-nym', 'The mail must have one sender in From: the address of one of your nyms.');
}

function authorsIn(fields: readonly HeaderField[]): string[] {
  return fields
    .filter(({ name }) => name.toLowerCase() === 'from')
    .flatMap((field) => readMailboxes(fieldRaw(field)))
    .map(({ address }) => address);
}

/** A client set up for several accounts may send with the wrong one: the server would put the nym in place of the other address. */
function checkAuthor(fields: readonly HeaderField[], nym: string): void {
  const authors = authorsIn(fields);
  if (authors.length > 0 && authors.every((address) => sameAddress(address, nym))) return;
  const message = `The mail is not from ${nym}, the nym that you are logged in as. Choose that address as sender.`;
  throw new Refusal('not-this-nym', message);
}

type ServerMailbox = 'config' | 'url' | undefined;

/** Which of the server's own mailboxes the mail is for. A request goes alone: its text is not for anybody else to read. */
function serverMailbox(recipients: readonly string[], domain: string): ServerMailbox {
  const own = (local: string) => recipients.filter((one) => sameAddress(one, `${local}@${domain}`)).length > 0;
  const requests = (['config', 'url', 'send'] as const).filter(own);
  const [first] = requests;
  if (first === undefined) return undefined;
  const others = recipients.some((one) => !sameAddress(one, `${first}@${domain}`));
  if (others)
    throw new Refusal(
      'mixed-recipients',
      `Write to ${first}@${domain} alone: no other recipient can be named in the same mail.`,
    );
  if (first === 'send')
    throw new Refusal('bad-recipient', `Nobody reads ${first}@${domain}. Write to the person you mean.`);
  return first;
}

/**
 * As a letter to the outside, a request to the server of another nym would carry its passphrases in the clear, and tell that both
 * nyms have one owner.
 */
function refuseOtherServers(recipients: readonly string[], servers: readonly string[], { address, domain }: Nym): void {
  const other = servers.find((one) => one !== domain && serverMailbox(recipients, one) !== undefined);
  if (other === undefined) return;
  const message = `${address} is no nym of ${other}. Write to that server as the nym that is meant, logged in with its address.`;
  throw new Refusal('bad-recipient', message);
}
