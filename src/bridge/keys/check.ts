import type { Bridge } from '../open';
import { showServer } from '../servers';
import { compareServerKey, type ComparedKeys } from './change';
import type { ServerKeyFacts } from './facts';

/** What is found about a known server's key. */
export interface KeyFinding {
  readonly check: 'usable' | 'addresses' | 'documented' | 'source';
  readonly verdict: 'good' | 'warning' | 'bad';
  readonly finding: string;
}

/** Judges the key that a server has, by itself and beside what some other place gives. Changes nothing. */
export async function checkServer(bridge: Bridge, domain: string, elsewhere?: Uint8Array): Promise<KeyFinding[]> {
  const { key } = await showServer(bridge, domain);
  const judged = judgeAlone(key);
  if (!elsewhere) return judged;
  return [...judged, judgeCopy(domain, await compareServerKey(bridge, domain, elsewhere))];
}

function judgeAlone({ useless, expires, warnings, objections, documented }: ServerKeyFacts): KeyFinding[] {
  const good =
    expires === undefined ? 'It can be used, and has no end.' : `It can be used until ${expires.slice(0, 10)}.`;
  return [
    { check: 'usable', verdict: useless === undefined ? 'good' : 'bad', finding: useless ?? good },
    ...warnings.map((finding) => ({ check: 'usable', verdict: 'warning', finding }) as const),
    ...objections.map((finding) => ({ check: 'addresses', verdict: 'warning', finding }) as const),
    ...(documented === undefined
      ? []
      : [{ check: 'documented', verdict: 'good', finding: `It is the one documented by ${documented}.` } as const]),
  ];
}

function judgeCopy(domain: string, { relation, offered, changes }: ComparedKeys): KeyFinding {
  switch (relation) {
    case 'same':
      return { check: 'source', verdict: 'good', finding: 'The other place has the same copy.' };
    case 'older':
      return { check: 'source', verdict: 'good', finding: 'The other place has an older copy of it.' };
    case 'newer': {
      const finding = `The other place has a newer copy. ${changes.join(' ')} Take it by: nymbridge server refresh ${domain} --key ...`;
      return { check: 'source', verdict: offered.useless === undefined ? 'warning' : 'bad', finding };
    }
    case 'other': {
      const finding = `The other place has ANOTHER KEY: ${offered.fingerprint}. Do not take it, unless the server itself says in a place you trust that it has a new one.`;
      return { check: 'source', verdict: 'bad', finding };
    }
  }
}
