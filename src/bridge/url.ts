import { UserError } from '../base/errors';
import { chooseNym } from './nyms';
import type { Bridge } from './open';
import { openStreets } from './streets';

/** Pages to be fetched by way of a nym server. */
export interface PageOrder {
  readonly urls: readonly string[];
  /** Whose server fetches them, and in whose INBOX they arrive; the only nym there is when left out. */
  readonly nym?: string | undefined;
  /** `page` (as they are) or `text`; as they are when left out. */
  readonly as?: string | undefined;
}

/** What was ordered. */
export interface OrderedPages {
  /** The nym they come to. */
  readonly nym: string;
  /** The server that fetches them. */
  readonly server: string;
  readonly as: 'page' | 'text';
  readonly pages: readonly string[];
}

const forms = ['page', 'text'] as const;

/** Puts the request for web pages into the outbox. Throws UserError for an address, form or nym that is none. */
export async function orderPages(
  bridge: Bridge,
  { urls, nym: address, as = 'page' }: PageOrder,
): Promise<OrderedPages> {
  const form = forms.find((one) => one === as);
  if (!form) throw new UserError(`There is no form "${as}" of a page. Use "text", or "page" for the page as it is.`);
  const nym = await chooseNym(bridge, address, unnamed);
  await openStreets(bridge).outgoing.url(nym, { urls, form });
  return { nym: nym.address, server: nym.domain, as: form, pages: [...new Set(urls)] };
}

const unnamed = {
  none: 'There is no nym here yet, and so no server to fetch pages. Begin with "nymbridge nym create".',
  several: 'Several nyms are here: name the one whose server is to fetch with --nym.',
};
