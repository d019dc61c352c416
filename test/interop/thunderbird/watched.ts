import { readFileSync } from 'node:fs';

/** The words that run a program and have strace write down what it and its children do with sockets. */
export function watching(trace: string, ...words: readonly string[]): [string, string[]] {
  // -yy says of every socket what it is connected to; --seccomp-bpf lets all other system calls run at full speed
  const options = ['-f', '--seccomp-bpf', '-qq', '-yy', '-s', '512', '-e', 'trace=connect,sendto,sendmsg,sendmmsg'];
  return ['strace', [...options, '-o', trace, ...words]];
}

/** What a program did on the network. */
export interface Watched {
  /** `address port` of every TCP connection it began, and of everything it sent by UDP. */
  readonly places: readonly string[];
  /** The packets and requests in which the domain stands, as it does in a question to a name server or to a resolver's socket. */
  readonly lookUps: readonly string[];
}

export function readWatched(trace: string, domain: string): Watched {
  const lines = readFileSync(trace, 'latin1').split('\n');
  const places = lines.flatMap((line) => {
    const to = /sin6?_port=htons\((\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]+)"/.exec(line);
    return to ? [`${to[2]} ${to[1]}`] : [];
  });
  // "nym.test" is \3nym\4test on the wire
  const labels = domain.split('.').map((label) => `\\\\${label.length.toString(8)}${label}`);
  const onTheWire = new RegExp(labels.join(''));
  const resolver = /<UNIX[^>]*(?:nscd|resolve|avahi)/;
  const lookUps = lines.filter((line) => onTheWire.test(line) || (resolver.test(line) && line.includes(domain)));
  return { places: [...new Set(places)], lookUps };
}
