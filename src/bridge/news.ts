import type { Nym, ToTell } from '../nym';

/** A message of the bridge itself: a line, and paragraphs with LF line ends. */
export interface News {
  readonly subject: string;
  readonly text: string;
}

/** What a nym's owner is told when something happens without anybody's doing; undefined for what this program has no words for. */
export function newsFor(nym: Pick<Nym, 'address' | 'expiresAt'>, { what, daysLeft }: ToTell): News | undefined {
  const day = nym.expiresAt === undefined ? '' : new Date(nym.expiresAt).toISOString().slice(0, 10);
  if (what.startsWith('expires ')) return ending(nym.address, day, daysLeft);
  if (what === 'expired') return ended(nym.address, day);
  return what === 'lost' ? lost(nym.address) : undefined;
}

function ending(address: string, day: string, daysLeft: number): News {
  return news(`${address} ends in ${inDays(daysLeft)}`, [
    `The key of ${address} ends on ${day}, and the nym with it. No nym server prolongs a key.`,
    'To keep the address, have the nym deleted and made again under a new key, before that day:',
    `    nymbridge nym recreate ${address}`,
    'Account, mail and settings here stay as they are. Between the two there are hours, or a day, in which the nym does not exist: mail to it is lost then, and somebody else could take the name.',
    'To let the nym end, do nothing.',
  ]);
}

function ended(address: string, day: string): News {
  return news(`${address} has ended`, [
    `The key of ${address} ended on ${day}. The nym server takes nothing from it any more and cannot encrypt to it.`,
    'The mail that is here stays. To have the address again, if nobody has taken it:',
    `    nymbridge nym recreate ${address}`,
  ]);
}

function lost(address: string): News {
  return news(`The server does not answer for ${address}`, [
    `The nym server has been asked again and again about ${address}, and has not answered for a month. It is not asked any more.`,
    'Its operator may have closed it or removed the nym; or nothing gets there or back. An answer that still comes counts.',
    'To ask once more:',
    `    nymbridge nym ask ${address}`,
  ]);
}

/** What is told of web pages that were asked for and did not come. */
export function newsOfPages(urls: readonly string[]): News {
  return news(urls.length === 1 ? 'A web page did not come' : `${urls.length} web pages did not come`, [
    'The nym server was asked for this a week ago, and has not answered:',
    urls.map((url) => `    ${url}`).join('\n'),
    'It says nothing where it is away, and where one of the pages is more than it can bear. To have them all the same, ask again, one page at a time. An answer that still comes is shown.',
  ]);
}

function inDays(days: number): string {
  return days === 1 ? 'a day' : `${days} days`;
}

function news(subject: string, paragraphs: readonly string[]): News {
  return { subject, text: `${paragraphs.join('\n\n')}\n\n-- \nnymbridge\n` };
}
