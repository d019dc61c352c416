import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { end } from '../support/program';

const run = promisify(execFile);

/** A network namespace with one way out, to this machine; only one port there can be reached. All else is counted, and dropped. */
export interface Namespace {
  /** This machine's address, as seen from within. */
  readonly host: string;
  /** Words that start a program within. */
  readonly words: readonly string[];
  /** Runs a program within to its end; gives its standard output. */
  run(program: string, ...words: string[]): Promise<string>;
  /** Packets that programs within have tried to send so far. */
  counted(): Promise<Packets>;
  stop(): Promise<void>;
}

export interface Packets {
  /** To the one port. */
  readonly proxy: number;
  /** Between mail clients and the bridge, within. */
  readonly mail: number;
  /** To resolvers: DNS, DNS over TLS, mDNS, LLMNR; wherever they go. */
  readonly names: number;
  /** Any other, of any protocol. */
  readonly others: number;
}

/** Whether this user on this machine may make one. */
export function mayMakeNamespaces(): boolean {
  return spawnSync('unshare', ['--net', 'true']).status === 0;
}

/** Makes it. `mailPorts` are those on which the bridge serves within. It ends with this process, however that ends. */
export async function openNamespace(proxyPort: number, mailPorts: readonly number[]): Promise<Namespace> {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo made; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const pid = String(holder.pid);
  const words = ['nsenter', '--net', '--target', pid, '--'];
  const within = async (program: string, ...more: string[]) =>
    (await run('nsenter', [...words.slice(1), program, ...more])).stdout;
  // of documentation (RFC 5737 §3), and so nobody's
  const at = (n: number) => `198.51.100.${4 * (process.pid % 64) + n}`;
  const host = at(1);
  const outer = `nymbridge${process.pid % 100_000}`;
  await run('ip', ['link', 'add', outer, 'type', 'veth', 'peer', 'name', 'way', 'netns', pid]);
  await run('ip', ['address', 'add', `${host}/30`, 'dev', outer]);
  await run('ip', ['link', 'set', outer, 'up']);
  for (const line of [
    'link set lo up',
    'link set way up',
    `address add ${at(2)}/30 dev way`,
    `route add default via ${host}`,
    'address add fd6e:796d::2/64 dev way nodad',
    'route add default via fd6e:796d::1',
  ])
    await within('ip', ...line.split(' '));
  await within('nft', rules(host, proxyPort, mailPorts));
  return {
    ...{ host, words, run: within },
    counted: async () => readCounters(await within('nft', '--json', 'list', 'counters')),
    stop: async () => {
      holder.stdin.end();
      await end(holder, 'SIGKILL');
    },
  };
}

/** nftables: what programs send, in the order of the lines. The kernel looks for its neighbours by itself (RFC 4861, RFC 3810). */
function rules(host: string, proxyPort: number, mailPorts: readonly number[]): string {
  const mail = mailPorts.join(', ');
  return `
table inet watch {
  counter proxy { }
  counter mail { }
  counter names { }
  counter others { }
  chain sent {
    type filter hook output priority 0; policy drop;
    meta l4proto { tcp, udp } th dport { 53, 853, 5353, 5355 } counter name names drop
    ip daddr ${host} tcp dport ${proxyPort} counter name proxy accept
    oifname lo tcp dport { ${mail} } counter name mail accept
    oifname lo tcp sport { ${mail} } counter name mail accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, mld-listener-report, mld2-listener-report } accept
    counter name others drop
  }
}`;
}

function readCounters(json: string): Packets {
  const { nftables } = JSON.parse(json) as { nftables: { counter?: { name: string; packets: number } }[] };
  const of = (name: keyof Packets): number => {
    const packets = nftables.find(({ counter }) => counter?.name === name)?.counter?.packets;
    if (packets === undefined) throw new Error(`nftables does not count "${name}"`);
    return packets;
  };
  return { proxy: of('proxy'), mail: of('mail'), names: of('names'), others: of('others') };
}
