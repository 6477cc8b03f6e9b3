/** Takes every mail at little cost: counts, collects Message-IDs, notes when each body began, keeps every hundredth mail for whoever wants to verify it. Asked over IPC. */
import { createServer, type Socket } from 'node:net';

const ids = new Set<string>();
const samples: string[] = [];
/** `performance.now()` at the first octets of each body. */
const beganAtMs: number[] = [];
let messageCount = 0;
const end = Buffer.from('\r\n.\r\n');

/** RFC 5321 4.5.2: a dot that was doubled at the start of a line. */
const unstuffed = (text: string): string => text.replaceAll('\r\n..', '\r\n.');

function take(message: Buffer): void {
  messageCount += 1;
  const header = message.toString('latin1', 0, Math.min(message.length, 4_000));
  ids.add(/^Message-ID:\s*(\S+)/im.exec(header)?.[1] ?? '');
  if (messageCount % 100 === 1) samples.push(Buffer.from(unstuffed(message.toString('latin1')), 'latin1').toString('base64'));
}

function serve(socket: Socket): void {
  let held: Buffer[] = [];
  let isInBody = false;
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.write('220 sink\r\n');
  const say = (line: string): string => {
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'EHLO') return '250-sink\r\n250-PIPELINING\r\n250-SIZE\r\n250 8BITMIME\r\n';
    if (word === 'DATA') return '354 go\r\n';
    return word === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n';
  };
  socket.on('data', (chunk: Buffer) => {
    let replies = '';
    let rest = chunk;
    while (rest.length > 0) {
      if (isInBody) {
        if (held.length === 0) beganAtMs.push(performance.now());
        // The end may lie across two chunks: only the last octets of what is held matter.
        const last = held.at(-1) ?? Buffer.alloc(0);
        const seam = Buffer.concat([last.subarray(-4), rest.subarray(0, 4)]);
        const across = seam.indexOf(end);
        const at = across >= 0 ? across - Math.min(4, last.length) : rest.indexOf(end);
        if (at === -1 && across < 0) {
          held.push(rest);
          break;
        }
        const stop = at + end.length;
        held.push(rest.subarray(0, stop));
        rest = rest.subarray(stop);
        take(Buffer.concat(held).subarray(0, -3));
        held = [];
        isInBody = false;
        replies += '250 2.0.0 taken\r\n';
        continue;
      }
      const lineEnd = rest.indexOf('\r\n');
      if (lineEnd < 0) {
        held.push(rest);
        break;
      }
      const line = Buffer.concat([...held, rest.subarray(0, lineEnd)]).toString('latin1');
      held = [];
      rest = rest.subarray(lineEnd + 2);
      replies += say(line);
      isInBody = line.toUpperCase() === 'DATA';
    }
    if (replies !== '') socket.write(replies);
  });
}

const server = createServer(serve).listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('message', () => {
  process.send?.({ messageCount, distinctIds: ids.size, samples, beganAtMs });
  [messageCount, samples.length, beganAtMs.length] = [0, 0, 0];
  ids.clear();
});
process.on('disconnect', () => process.exit(0));
