import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../base/secret';
import { addServer, type Bridge, findPaths, initBridge, openBridge, type Surroundings } from '../bridge';
import type { Place, World } from '../sandbox';
import type { SandboxChain } from './sandboxChain';

/** A bridge of its own for the sandbox, in a temporary folder that `remove` takes away with everything in it. */
export interface SandboxHome {
  readonly bridge: Bridge;
  remove(): void;
}

/** Sets the real bridge up for a world: vault under a random passphrase, configuration, the nym server's key. */
export async function makeSandboxHome(world: World, around: Surroundings, chain?: SandboxChain): Promise<SandboxHome> {
  const home = mkdtempSync(join(tmpdir(), 'nymbridge-sandbox-'));
  const removeFolder = () => {
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', removeFolder); // a second Ctrl-C ends the program without going back through `remove`
  try {
    const paths = findPaths({ NYMBRIDGE_HOME: home });
    const passphrase = new Secret(around.random.bytes(32));
    await initBridge(paths, passphrase, around);
    const config = chain ? sandboxConfig(world, 'remailers') + chainConfig(home, world, chain) : sandboxConfig(world);
    writeFileSync(paths.config, config);
    const bridge = openBridge(paths, passphrase, around);
    await addServer(bridge, world.domain, Buffer.from(world.serverKey.armored()));
    const remove = () => {
      bridge.close();
      removeFolder();
    };
    return { bridge, remove };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

/** Free ports, everything on loopback, and the newsgroup looked at every other second instead of every other hour. */
export function sandboxConfig({ news, relay }: Record<'news' | 'relay', Place>, transport = 'relay'): string {
  return `
imap.port = 0
smtp.port = 0
fetch.interval = "1s"
send.transport = "${transport}"

[[news]]
host = "${news.host}"
port = ${news.port}
security = "none"
allow_direct = true

[transport.relay]
type = "smtp"
host = "${relay.host}"
port = ${relay.port}
security = "none"
allow_direct = true
`;
}

/** The files that remailers are known from, which it writes, and the way out through them. */
export function chainConfig(
  home: string,
  { relay, mix }: Pick<World, 'relay' | 'mix'>,
  { kind, chain }: SandboxChain,
): string {
  const texts = mix?.texts(kind) ?? { pubring: '', statistics: '' };
  const [pubring, statistics] = [join(home, 'pubring.mix'), join(home, 'statistics.txt')];
  writeFileSync(pubring, texts.pubring);
  writeFileSync(statistics, texts.statistics);
  return `
[remailers.${kind}]
pubring = [${JSON.stringify(pubring)}]
statistics = [${JSON.stringify(statistics)}]

[transport.remailers]
type = "${kind}"
chain = ${JSON.stringify(chain)}
spread = "0"
host = "${relay.host}"
port = ${relay.port}
security = "none"
allow_direct = true
`;
}
