import { openTransports } from '../../outgoing';
import { transportsOf } from '../streets';
import { adviceFor, identity, offered, weakness } from './advice';
import { bad, type Finding, good } from './finding';
import type { Check, Outside } from './patient';

const cannot = 'Letters and requests that are to go this way wait in the outbox.';

/** Whether each way out works: a relay reachable by its configured way and who it is, a folder writable. Nothing is sent. */
export const checkRelays: Check<Outside> = ({ config, route, random, clock, paths }, signal) => {
  const transports = openTransports(transportsOf(config.transport, route), random);
  const names = Object.keys(transports);
  const next = `Add a [transport.NAME] table to ${paths.config}, and name it in [send].`;
  if (names.length === 0) return [bad('ways out', 'None is configured.', 'Nothing can be sent.', next)];
  return Promise.all(
    Object.entries(transports).map(async ([name, transport]): Promise<Finding> => {
      const check = `way out ${name}`;
      const settings = config.transport[name];
      const outcome = await transport.check(signal);
      if (outcome.result !== 'taken') return bad(check, outcome.reason, cannot, adviceFor(outcome.code));
      if (settings?.type !== 'smtp')
        return good(check, 'The folder can be written to.', 'Letters are laid down there.');
      const { peer, offers = [] } = outcome;
      const where = `${settings.host} port ${settings.port}`;
      const finding = `${where} answers (${identity(settings, peer)}) and ${offered(offers)}.`;
      const weak = weakness(settings, peer, clock.now());
      return weak ? { check, finding, ...weak } : good(check, finding, 'It can be given letters.');
    }),
  );
};
