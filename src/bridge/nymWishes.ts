import { UserError } from '../base/errors';
import { checkWords, type Nym, type Pool, type Style } from '../nym';
import type { Bridge } from './open';
import { choosePassphrase, type PassphraseWish } from './passphrases';
import { chooseTransport } from './transports';

/** What is to be changed about a nym; what is left out stays. */
export interface ChangeWishes extends Partial<Style> {
  readonly hsub?: PassphraseWish;
  readonly symmetric?: PassphraseWish;
  /** A fixed plain subject; null: none. */
  readonly subject?: string | null;
  /** Whether the server posts a receipt for each letter. */
  readonly acksend?: boolean;
  /** A new ephemeral layer. */
  readonly ephemeral?: 'new';
  readonly displayName?: string;
  /** As named in the configuration. */
  readonly transport?: string;
  readonly copies?: number;
  /** How long passphrases last, in ms; null: until they are changed by hand. */
  readonly rotateMs?: number | null;
  readonly pool?: Pool;
}

/** The wishes in the form in which they are carried out: what the server is asked for, and what is the bridge's own. */
export interface ChosenChanges extends Omit<ChangeWishes, 'hsub' | 'symmetric' | 'subject' | 'acksend' | 'ephemeral'> {
  readonly options?: Nym['options'];
  /** Whether another ephemeral layer is to be asked for. */
  readonly newLayer?: boolean;
}

/** Chooses passphrases and checks the rest. `anyway`: weak passphrases too. Throws UserError for what cannot be, before anything is changed. */
export async function chooseChanges(
  bridge: Bridge,
  nym: Nym,
  wishes: ChangeWishes,
  anyway: boolean,
): Promise<ChosenChanges> {
  const { hsub, symmetric, subject, acksend, ephemeral, ...own } = wishes;
  if (typeof subject === 'string') checkSubject(nym, subject, hsub);
  if (own.transport !== undefined) chooseTransport(bridge, own.transport);
  const choosing = { random: bridge.random, address: nym.address, anyway };
  const options = {
    ...(hsub !== undefined && { hsub: await choosePassphrase('hsub', hsub, choosing) }),
    ...(symmetric !== undefined && { symmetric: await choosePassphrase('symmetric', symmetric, choosing) }),
    ...(subject !== undefined && { subject }),
    ...(acksend !== undefined && { acksend }),
  };
  return {
    ...own,
    ...(Object.keys(options).length > 0 && { options }),
    ...(ephemeral === 'new' && { newLayer: true }),
  };
}

/** The server uses a plain subject only where there is no hSub (nymserv.md §3). */
function checkSubject({ asked, options }: Nym, subject: string, wished: PassphraseWish | undefined): void {
  checkWords({ subject });
  const hsub = wished === undefined ? { ...options, ...asked }.hsub : wished;
  if (hsub === null || hsub === undefined) return;
  throw new UserError('An hSub wins over a plain subject, so nobody would see this one: give hsub=off with it.');
}
