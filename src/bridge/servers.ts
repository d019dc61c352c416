import { isDomain } from '../base/address';
import { UserError } from '../base/errors';
import { examineServerKey as examine } from '../nym';
import type { Clock } from '../base/clock';
import type { Bridge } from './open';

/** What a person looks at before trusting a key. */
export interface ServerKeyFacts {
  /** 40 upper-case hex digits. */
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  readonly algorithm: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly expires: string | undefined;
  readonly warnings: readonly string[];
}

/** Reads a key without trusting it. Throws UserError where the bytes are no single public key, or the domain none. */
export async function examineServerKey(bytes: Uint8Array, domain: string, clock: Clock): Promise<ServerKeyFacts> {
  if (!isDomain(domain)) throw new UserError(`"${domain}" is no domain name.`);
  const { key, warnings } = await examine(bytes, domain, clock.now());
  const { fingerprint, userIds, algorithm } = key;
  return {
    fingerprint,
    userIds,
    algorithm,
    created: key.created.toISOString(),
    expires: key.expires?.toISOString(),
    warnings,
  };
}

/** Trusts a key as that of the nym server at `domain`, for good; the same key again changes nothing. Throws UserError where that cannot be. */
export async function addServer(bridge: Bridge, domain: string, bytes: Uint8Array): Promise<void> {
  const { key } = await examine(bytes, domain, bridge.clock.now());
  const known = (await listServers(bridge)).find((one) => one.domain === domain.toLowerCase());
  if (known?.fingerprint === key.fingerprint) return;
  await bridge.nyms.addServer(domain, key, bridge.clock.now());
}

export async function listServers({ nyms }: Bridge): Promise<{ domain: string; fingerprint: string }[]> {
  const servers = await nyms.servers();
  return servers.map(({ domain, key }) => ({ domain, fingerprint: key.fingerprint }));
}
