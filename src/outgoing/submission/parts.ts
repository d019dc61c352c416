import type { Log } from '../../base/log';
import type { Throttle } from '../../base/throttle';
import type { SubmittedMail } from '../letter';

/** What the SMTP server is given by those who join the stages. */
export interface SubmissionParts {
  /** Whether this is the password of that login: a nym's address, or `all`. Called no faster than the throttle allows. */
  readonly authenticate: (address: string, password: string) => Promise<boolean>;
  /** Whether there is such a nym here: what the combined login sends as. */
  readonly isNym: (address: string) => boolean;
  /** Shared with IMAP: a guesser gains nothing by changing the door. */
  readonly throttle: Throttle;
  /** Throws Refusal for an address that no letter could be written to. */
  readonly checkRecipient: (address: string) => void;
  /** Takes the mail over: resolves once it is on disk for good, to the number of letters. Throws Refusal. */
  readonly submit: (mail: SubmittedMail) => Promise<number>;
  /** PEM. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** Lets passwords through without TLS. */
  readonly allowPlainAuth?: boolean;
  readonly log: Log;
}
