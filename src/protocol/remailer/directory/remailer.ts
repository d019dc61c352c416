import { readAddress } from '../../../base/address';
import { readBlocks } from './blocks';
import type { KeyBlock } from './blocks';
import { limits } from './limits';
import { openFaults } from './lines';
import type { Fault } from './lines';

/** A remailer as a directory lists it. */
export interface Listed {
  readonly name: string;
  readonly address: string;
  /** 32 hex digits. */
  readonly keyId: string;
  /** Of its program, as it says. */
  readonly version: string;
  /** Letters: `M` is a middle-man, which is no exit. */
  readonly caps: string;
  /** When the key may be used, in ms since 1970: from the one on, and before the other. */
  readonly from: number;
  readonly until: number;
}

export interface Pubring<R extends Listed> {
  /** Usable now, each address once. */
  readonly remailers: readonly R[];
  readonly faults: readonly Fault[];
}

export const isExit = ({ caps }: Pick<Listed, 'caps'>) => !caps.includes('M');

/** What is wrong with a name and an address, or undefined. */
export function faultOfNames(name: string, address: string): string | undefined {
  const [least, most] = limits.nameChars;
  if (!/^[\x21-\x7e]+$/.test(name) || name.length < least || name.length > most)
    return `a remailer's name has ${least} to ${most} letters and digits`;
  return readAddress(address) && address.length <= limits.addressChars ? undefined : 'that is no address of a remailer';
}

/** A day of a directory, in ms since 1970: `YYYY-MM-DD`, UTC. Undefined for what is no day. */
export function readDay(text: string): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const time = parts ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** What is wrong with a key's days at a moment, or undefined. */
export function faultOfDays({ from, until }: Pick<Listed, 'from' | 'until'>, now: number): string | undefined {
  if (now < from) return `the key is not valid before ${dayOf(from)}`;
  return now >= until ? 'the key has expired' : undefined;
}

/** As `readDay` reads it. */
export const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** How a format writes its directory. */
export interface PubringForm<R extends Listed> {
  /** Of a header line; undefined for any other. */
  readonly fieldsOf: (line: string) => readonly string[] | undefined;
  /** Or what is wrong with it. */
  readonly read: (block: KeyBlock) => R | string;
  /** Of two keys of one address, in the order in which they stand, the one that counts. */
  readonly better: (one: R, other: R) => R;
}

const nameTwice = 'another remailer has this name too, and neither is used';

/** Never throws: what cannot be used at `now` is a fault, and the rest is used. */
export function readPubringOf<R extends Listed>(
  { fieldsOf, read, better }: PubringForm<R>,
  file: Uint8Array,
  now: number,
): Pubring<R> {
  const faults = openFaults();
  const found = new Map<string, R>();
  const addresses = new Map<string, string>();
  for (const block of readBlocks(file, fieldsOf, faults)) {
    const remailer = read(block);
    const fault = typeof remailer === 'string' ? remailer : faultOfDays(remailer, now);
    if (fault !== undefined) faults.add(block.line, fault);
    else if (typeof remailer !== 'string') {
      const { name, address } = remailer;
      // both stay, so that neither is taken for the other: who puts sources together uses none of them
      if (addresses.has(name) && addresses.get(name) !== address) faults.add(block.line, nameTwice);
      addresses.set(name, address);
      const before = found.get(remailer.address);
      found.set(remailer.address, before ? better(before, remailer) : remailer);
    }
  }
  return { remailers: [...found.values()], faults: faults.list };
}
