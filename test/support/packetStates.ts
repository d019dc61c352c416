import { TestClock } from './clock';
import { mailText, noise } from './letters';
import { openHomeOfNyms } from './nymStates';
import { openPacketStreet } from './packetStreet';

/**
 * The home of makeHomeOfNyms, from which panda's letters go by remailers: 1 has left, 2 waits in one packet, 3 is too long for YAMN and waits in
 * several of Mixmaster, and 4, too long for that as well, goes by `direct` and has not been tried yet.
 */
export async function makeHomeOfPackets(home: string): Promise<void> {
  const bridge = await openHomeOfNyms(home);
  const clock = new TestClock('2026-11-01T12:00:00Z');
  const settings = { type: 'yamn', spread: '2h', large: 'mix' } as const;
  const { outgoing, relay } = await openPacketStreet(settings, { bridge, clock });
  const write = async (subject: string, body: string) => {
    const source = mailText(['From: panda@nym.test', 'To: Bob <bob@example.org>', `Subject: ${subject}`], body);
    await outgoing.submit({ nym: 'panda@nym.test', recipients: ['bob@example.org'], source });
  };
  await write('has left', 'Hello Bob\n');
  await outgoing.workOff();
  await clock.advance(2 * 3600_000);
  await outgoing.workOff();
  relay.stop();
  await write('waits', 'Hello Bob\n');
  await write('long', noise(60_000));
  await outgoing.workOff();
  await write('longest', noise(5_000_000));
  bridge.store.close();
}
