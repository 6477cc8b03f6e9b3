/** A TCP line with a round trip time: whatever comes is passed on half of it later, in order. Arguments: target port, milliseconds. */
import { connect, createServer, type Socket } from 'node:net';

const [target = 0, roundTripMs = 20] = process.argv.slice(2).map(Number);

function pass(from: Socket, to: Socket): void {
  const line: { readonly at: number; readonly chunk: Buffer }[] = [];
  const drain = (): void => {
    // A timer may come a little early or late: the moment counts, not the timer.
    while (line[0] && line[0].at <= performance.now() + 0.3) {
      const next = line.shift();
      if (next && to.writable) to.write(next.chunk);
    }
    if (line[0]) setTimeout(drain, Math.max(0, line[0].at - performance.now()));
  };
  from.setNoDelay(true);
  from.on('data', (chunk: Buffer) => {
    line.push({ at: performance.now() + roundTripMs / 2, chunk });
    if (line.length === 1) setTimeout(drain, roundTripMs / 2);
  });
  from.on('error', () => undefined);
  from.on('close', () => setTimeout(() => to.destroy(), roundTripMs));
}

const server = createServer((socket) => {
  const onward = connect(target, '127.0.0.1');
  pass(socket, onward);
  pass(onward, socket);
}).listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('disconnect', () => process.exit(0));
