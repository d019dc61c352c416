import { fetchKey, mustBeBegun, readFingerprint, readKeyFile, readKeySource, writeSource } from '../../bridge';
import type { Context, GlobalOptions } from '../context';
import { withProgress } from '../progress';

/** The options of every verb that takes a key. */
export interface KeyOptions extends GlobalOptions {
  readonly key?: string;
  readonly fingerprint?: string;
  readonly yes?: boolean;
  readonly anyway?: boolean;
}

export const keyHelp =
  'a file, "-" for standard input, https://..., http://... with --fingerprint, hkps://HOST or vks:HOST';

/** A key as it was found, and where, in words. */
export interface FoundKey {
  readonly bytes: Uint8Array;
  readonly source: string;
}

export interface WantedKey {
  /** Of its owner: what a keyserver is asked for. */
  readonly address?: string | undefined;
  /** 40 upper-case hex digits, where it is known. */
  readonly fingerprint?: string | undefined;
}

/** What the person says the fingerprint is, as 40 upper-case hex digits. */
export function givenFingerprint({ fingerprint }: KeyOptions): string | undefined {
  return fingerprint === undefined ? undefined : readFingerprint(fingerprint);
}

/** Gets a key from where the person says; what is not on this machine, through the proxy. */
export async function findKey(context: Context, from: string, wanted: WantedKey): Promise<FoundKey> {
  const source = readKeySource(from);
  if (source.kind === 'file') return { bytes: await readKeyFile(source.path), source: writeSource(source) };
  const config = mustBeBegun(context.paths);
  const host = source.kind === 'url' ? source.url.hostname : source.base.hostname;
  const { clock, random } = context.around;
  const bytes = await withProgress(context.terminal, clock, `Asking ${host}`, () =>
    fetchKey(source, wanted, { config, random }),
  );
  return { bytes, source: writeSource(source) };
}

/** A nym server's key: keyservers know it by its address for requests. */
export function ofServer(domain: string): string {
  return `config@${domain}`;
}

/** The keyserver of the configuration, if it names one. */
export function configuredKeyserver(context: Context): string | undefined {
  return mustBeBegun(context.paths).keyserver.address;
}
