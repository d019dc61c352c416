import { randomPlainText } from '../../base/random';
import { examineProxy } from '../../net';
import { bad, type Finding, good, warning } from './finding';
import type { Check, Outside } from './patient';

const timeoutMs = 10_000;
const hidden = 'Relays and news servers see Tor and not you, and each nym has circuits of its own.';
const seen = 'What is sent through it may show where you are, and that all your nyms are one person’s.';
const stopped = 'Nothing is sent or fetched: the bridge takes no other way.';

/** Whether the configured proxy answers, and whether it is Tor, and keeps what is not to meet apart. It is asked to go nowhere. */
export const checkProxy: Check<Outside> = async ({ config, random }, signal) => {
  if (!isUsed(config)) {
    const unused = 'No host is reached through it: each has allow_direct.';
    return [good('proxy', unused, 'It need not run.')];
  }
  const where = `${config.tor.host} port ${config.tor.port}`;
  const signIn = { user: randomPlainText(random, 16), password: randomPlainText(random, 16) };
  try {
    const { speaks, takesUserNames, resolvesLikeTor } = await examineProxy(config.tor, signIn, timeoutMs, signal);
    if (speaks !== 'socks5') {
      const next = 'Set [tor] to Tor’s SocksPort: 9050 as a rule, 9150 for Tor Browser.';
      return [bad('proxy', `What listens on ${where} does not speak SOCKS5.`, stopped, next)];
    }
    return [
      good('proxy', `It answers on ${where}.`, 'The way to the network is there.'),
      judge(takesUserNames, resolvesLikeTor, config.tor.any_proxy),
    ];
  } catch {
    return [bad('proxy', `Nothing answers on ${where}.`, stopped, 'Start Tor, or set [tor] to where it listens.')];
  }
};

/** Whether anything is reached through it, or may be as soon as something is configured. */
function isUsed({ news, transport }: Outside['config']): boolean {
  const remotes = [...news, ...Object.values(transport).flatMap(({ remote }) => remote ?? [])];
  return remotes.length === 0 || remotes.some((one) => !one.allow_direct);
}

function judge(takesUserNames: boolean, isTor: boolean, isAnyMeant: boolean): Finding {
  if (isTor && takesUserNames)
    return good('Tor', 'It is Tor (or Arti), and keeps user names on circuits of their own.', hidden);
  if (isTor) {
    const next = 'Take NoIsolateSOCKSAuth and PreferSOCKSNoAuth away from the SocksPort line of torrc, and reload Tor.';
    return bad('Tor', 'It is Tor, but does not keep user names apart.', stopped, next);
  }
  if (!isAnyMeant) {
    const next = 'Set [tor] to Tor’s SocksPort; if you mean this proxy, say any_proxy = true there.';
    return bad('Tor', 'It is a SOCKS5 proxy, but not Tor.', stopped, next);
  }
  if (!takesUserNames) {
    const next = 'Set [tor] to a proxy that takes any user name and password, as Tor does.';
    return bad('Tor', 'It is not Tor, as any_proxy = true allows, but takes no user name of ours.', stopped, next);
  }
  const next = 'Nothing, if you mean it. Otherwise set [tor] to Tor’s SocksPort, and take any_proxy away.';
  return warning('Tor', 'It is another SOCKS5 proxy than Tor, chosen by any_proxy = true in [tor].', seen, next);
}
