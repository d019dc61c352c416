import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Bridge, bridgeStatus, initBridge, openBridge, portOf, runBridge } from '../../src/bridge';
import { around, begunHome, passphrase } from '../support/bridge';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function bridgeWith(config: string): Promise<Bridge> {
  const paths = begunHome(config);
  await initBridge(paths, passphrase(), around);
  const bridge = openBridge(paths, passphrase(), around);
  undo.push(() => {
    bridge.close();
  });
  return bridge;
}

/** Connects and resolves with the greeting. */
function greeting(host: string, port: number): Promise<{ text: string; socket: Socket }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    undo.push(() => socket.destroy());
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.removeAllListeners('error').on('error', () => undefined);
      resolve({ text: data.toString(), socket });
    });
  });
}

const anyPorts = 'imap.port = 0\nsmtp.port = 0\n';

describe('run', () => {
  test('serves IMAP and SMTP on both loopback addresses, and no longer than it runs', async () => {
    const running = await runBridge(await bridgeWith(anyPorts));
    for (const host of ['127.0.0.1', '::1']) {
      expect((await greeting(host, portOf(running, 'IMAP'))).text).toMatch(/^\* OK .*STARTTLS/);
      expect((await greeting(host, portOf(running, 'SMTP'))).text).toMatch(/^220 /);
    }
    await running.stop();
    await expect(greeting('127.0.0.1', portOf(running, 'IMAP'))).rejects.toThrow('ECONNREFUSED');
  });

  test('is seen by status while it runs, refuses a second one, and lets go of the data', async () => {
    const bridge = await bridgeWith(anyPorts);
    const running = await runBridge(bridge);
    expect((await bridgeStatus(bridge)).bridge.running).toBe(true);
    await expect(runBridge(bridge)).rejects.toThrow(/running/);
    await running.stop();
    expect((await bridgeStatus(bridge)).bridge.running).toBe(false);
    await (await runBridge(bridge)).stop();
  });

  test('names who has a port, and keeps neither the other port nor the data', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    undo.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const bridge = await bridgeWith(`imap.port = 0\nsmtp.port = ${port}\n`);
    await expect(runBridge(bridge)).rejects.toThrow(new RegExp(`SMTP on 127.0.0.1 port ${port}: .* has it`));
    expect((await bridgeStatus(bridge)).bridge.running).toBe(false);
  });
});
