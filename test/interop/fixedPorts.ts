import { sandboxConfig } from '../../src/cli/sandboxHome';
import type { Circle } from '../support/circle';
import { freePort } from './freePort';

/** Sets ports that stay the same, as set-up files name them; IMAP with TLS from the first byte too. */
export async function useFixedPorts({ home, world }: Circle): Promise<void> {
  const config = sandboxConfig(world)
    .replace('imap.port = 0', `imap.port = ${await freePort()}\nimap.tls_port = ${await freePort()}`)
    .replace('smtp.port = 0', `smtp.port = ${await freePort()}`);
  home.configure(config);
}
