import type { Way } from '../../outgoing';
import { noRemailers } from '../packets';
import { openWaysOut } from '../streets';
import { adviceFor, identity, offered, weakness } from './advice';
import { bad, type Finding, good, warning } from './finding';
import type { Check, Outside } from './patient';

const cannot = 'Letters and requests that are to go this way wait in the outbox.';

/** Whether each way out works: a relay reachable by its configured way and who it is, a folder writable, a program there. Nothing is sent. */
export const checkRelays: Check<Outside> = ({ config, route, random, clock, paths }, signal) => {
  const ways = Object.entries(config.transport);
  const next = `Add a [transport.NAME] table to ${paths.config}, and name it in [send].`;
  if (ways.length === 0) return [bad('ways out', 'None is configured.', 'Nothing can be sent.', next)];
  const transports = openWaysOut(config.transport, { route, random, clock, remailers: noRemailers });
  return Promise.all(
    ways.map(async ([name, way]): Promise<Finding> => {
      const check = `way out ${name}`;
      const outcome = (await transports[name]?.check(signal)) ?? { result: 'never', reason: 'It cannot be opened.' };
      if (outcome.result !== 'taken') return bad(check, outcome.reason, cannot, way.remedy ?? adviceFor(outcome.code));
      if (!way.remote) return withoutRemote(check, way);
      const { peer, offers = [] } = outcome;
      const where = `${way.remote.host} port ${way.remote.port}`;
      const finding = `${where} answers (${identity(way.remote, peer)}) and ${offered(offers)}.`;
      const weak = weakness(way.remote, peer, clock.now());
      return weak ? { check, finding, ...weak } : good(check, finding, 'It can be given letters.');
    }),
  );
};

function withoutRemote(check: string, { works = 'It works.', caution }: Way): Finding {
  if (caution === undefined) return good(check, works, 'It can be given letters.');
  return warning(check, works, `It ${caution.meaning}`, caution.next);
}
