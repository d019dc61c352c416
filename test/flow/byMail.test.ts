import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeBody, decodeText, readStructure } from '../../src/protocol/mime';
import {
  addServer,
  type Bridge,
  createNym,
  initBridge,
  openBridge,
  orderPages,
  portOf,
  runBridge,
  type Running,
} from '../../src/bridge';
import { sandboxConfig } from '../../src/cli/sandboxHome';
import { startWorld, type World } from '../../src/sandbox';
import { around, begunHome, passphrase } from '../support/bridge';
import { alice } from '../support/circle';
import { secretKey } from '../support/keys';
import { login, readMailbox, submit, until } from '../support/mailClient';

const line = '------------ What the nym server says, in its own words ------------';

describe('everything of config@ and url@ from the mail client', () => {
  let world: World;
  let bridge: Bridge;
  let running: Running;
  let account: { password: string; certificateFile: string };
  let ports: { imapPort: number; smtpPort: number };

  beforeAll(async () => {
    world = await startWorld({ ...around, serverKey: await secretKey('server') });
    const paths = begunHome(sandboxConfig(world));
    await initBridge(paths, passphrase(), around);
    bridge = openBridge(paths, passphrase(), around);
    await addServer(bridge, world.domain, Buffer.from(world.serverKey.armored()));
    await createNym(bridge, { address: alice, algorithm: 'ecc', lifeSeconds: 1e7 });
    account = { password: String((await bridge.nyms.byAddress(alice))?.password), certificateFile: paths.certificate };
    running = await runBridge(bridge);
    ports = { imapPort: portOf(running, 'IMAP'), smtpPort: portOf(running, 'SMTP') };
  });
  afterAll(async () => {
    await running.stop();
    bridge.close();
    await world.stop();
  });

  /** The message in a mailbox after the first `before`: its subject, its text with LF line ends, and its bytes. */
  async function next(mailbox: string, before: number) {
    const client = await login(account, ports);
    try {
      const message = await until(`mail ${before + 1} in ${mailbox}`, async () =>
        (await readMailbox(client, mailbox)).at(before),
      );
      const source = Buffer.from(message.source, 'latin1');
      const { root } = readStructure(source);
      const body = source.subarray(root.bodyStart, root.bodyEnd);
      const text = decodeText(root, body).replaceAll('\r\n', '\n');
      return { subject: message.subject, text, bytes: decodeBody(root, body), type: `${root.type}/${root.subtype}` };
    } finally {
      await client.logout();
    }
  }

  const config = (subject: string, text: string) => submit(account, ports, { to: 'config@nym.test', subject, text });

  const hsub = () => world.nymServer.settingsOf(alice)?.hsub;

  test('the confirmation says what it means, and what the server said, untouched', async () => {
    const { subject, text } = await next('Nym Server', 0);
    expect(subject).toBe(`Created: ${alice}`);
    const [explanation, words] = text.split(line);
    expect(explanation).toMatch(/^The nym panda@nym\.test is made: it is yours, and can be used\.\n/);
    expect(explanation).toMatch(/\n {2}hsub +a passphrase +as you asked\n/);
    expect(words).toMatch(/^\n\nCongratulations!\n-+\n/);
    expect(words).toContain(`hsub: ${String(hsub())}\n`);
  });

  test('the subject "status" asks for the settings, whatever the body says', async () => {
    const before = hsub();
    expect(await config('Re: Status', 'Alice, Zoo of Vienna\n\n> hsub: something quoted\n')).toMatch(/^250/);
    const { text } = await next('Nym Server', 1);
    expect(text).toMatch(/^These are the settings of panda@nym\.test, as the nym server has them\.\n/);
    expect(hsub()).toBe(before);
  });

  test('a setting is changed by a line, and the answer says that it is', async () => {
    const before = hsub();
    expect(await config('please', 'hsub: random\nacksend: no\n\n-- \nAlice, Zoo of Vienna\n')).toMatch(/^250/);
    const { text } = await next('Nym Server', 2);
    expect(text).toMatch(/^Your change is in force for panda@nym\.test: hsub, acksend\.\n/);
    expect(text).toMatch(/\n {2}acksend \(receipts\) +no +as you asked\n/);
    expect(hsub()).toMatch(/^[a-z2-9]{26}$/);
    expect(hsub()).not.toBe(before);
    expect(world.nymServer.settingsOf(alice)?.acksend).toBe(false);
  });

  test('what cannot be is refused at once with a sentence, and nothing is sent', async () => {
    const before = world.nymServer.settingsOf(alice);
    await expect(config('please', 'hsub: panda\n')).rejects.toThrow(/5\.6\.0 .*weak.*i-know: yes/);
    await expect(config('please', 'hsbu: random\n')).rejects.toThrow(/5\.6\.0 Line 1: .*Did you mean "hsub"/);
    // two lists of one second may have the bridge ask for a third by itself: that comes of no mail
    const waiting = bridge.store.outbox.list(['queued', 'held', 'sealing', 'sending']);
    expect(waiting.filter(({ clientMessageId }) => clientMessageId !== undefined)).toEqual([]);
    expect(world.nymServer.settingsOf(alice)).toEqual(before);
  });

  test('two pages come as they were, each as a mail, and one that there is not says so', async () => {
    const text = 'http://zoo.example/panda.html\nhttp://zoo.example/plain.txt\nhttp://zoo.example/missing\n';
    expect(await submit(account, ports, { to: 'url@nym.test', subject: 'two pages', text })).toMatch(/^250/);
    const [html, plain, missing] = [await next('INBOX', 0), await next('INBOX', 1), await next('INBOX', 2)];
    expect(html.subject).toBe('Web page: http://zoo.example/panda.html (A page of the sandbox – made up)');
    expect([html.type, html.bytes.toString()]).toEqual([
      'text/html',
      expect.stringMatching(/^<html>.*<img src="http:\/\/tracker\.test\/pixel\.gif"><\/body><\/html>\n$/s),
    ]);
    expect([plain.subject, plain.type, plain.bytes.toString()]).toEqual([
      'Web page: http://zoo.example/plain.txt',
      'text/plain',
      'A page of the sandbox, made up on the spot.\nFrom the start of a line.\n',
    ]);
    expect(missing.subject).toBe('Not fetched: http://zoo.example/missing');
    expect(missing.text).toContain('Could not fetch http://zoo.example/missing: 404 error');
  });

  test('two pages come as text', async () => {
    const text = 'as: text\nhttp://zoo.example/panda.html\nhttp://zoo.example/plain.txt\n';
    expect(await submit(account, ports, { to: 'url@nym.test', subject: 'two pages', text })).toMatch(/^250/);
    const [html, plain] = [await next('INBOX', 3), await next('INBOX', 4)];
    expect([html.type, html.text]).toEqual([
      'text/plain',
      'http://zoo.example/panda.html\n\nNothing was fetched for this page.\n\nSee more[1].\n\nLinks:\n[1] http://zoo.example/more.html\n',
    ]);
    expect(plain.text).toBe('A page of the sandbox, made up on the spot.\nFrom the start of a line.\n');
  });

  test('pages asked for on the command line come to the same mailbox', async () => {
    await orderPages(bridge, { urls: ['http://zoo.example/other.html'], as: 'text' });
    expect((await next('INBOX', 5)).text).toMatch(/^http:\/\/zoo\.example\/other\.html\n\nNothing was fetched/);
  });

  test('the nym is deleted by a mail, and the answer says what is left to do', async () => {
    expect(await config('good-bye', 'delete: yes\n')).toMatch(/^250/);
    const { subject, text } = await next('Nym Server', 3);
    expect(subject).toBe(`Deleted: ${alice}`);
    expect(text).toContain('"nymbridge nym recreate');
    expect(world.nymServer.settingsOf(alice)).toBeUndefined();
    await expect(config('please', 'acksend: yes\n')).rejects.toThrow(/5\.7\.1 This nym is deleted.*recreate/);
  });
});
