/** A DNS server on loopback for tests: answers from a table, counts the questions, and can stay silent. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decode, encode, type Answer } from 'dns-packet';

export type Zone = {
  readonly txt?: Readonly<Record<string, readonly string[]>>;
  /** Host, or priority and host. */
  readonly mx?: Readonly<Record<string, readonly string[]>>;
  readonly a?: Readonly<Record<string, readonly string[]>>;
  readonly aaaa?: Readonly<Record<string, readonly string[]>>;
  /** By IPv4 address. */
  readonly ptr?: Readonly<Record<string, readonly string[]>>;
  /** Names that are answered with SERVFAIL. */
  readonly broken?: readonly string[];
  /** Names that are never answered. */
  readonly silent?: RegExp;
};

export type DnsServer = { readonly address: string; readonly questions: string[]; close(): Promise<void> };

const servfail = 2;
const nxdomain = 3;
const authoritative = 1 << 10;

export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (packet, from) => {
    const query = decode(packet);
    const [question] = query.questions ?? [];
    if (question === undefined) return;
    const name = question.name.toLowerCase();
    questions.push(`${question.type} ${name}`);
    if (zone.silent?.test(name) === true) return;
    const answers = answersFor(zone, question.type, name);
    const rcode = zone.broken?.includes(name) === true ? servfail : answers.length === 0 ? nxdomain : 0;
    socket.send(encode({ type: 'response', id: query.id ?? 0, flags: authoritative | rcode, questions: [question], answers }), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    questions,
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answersFor(zone: Zone, type: string, name: string): Answer[] {
  const ttl = 60;
  if (type === 'TXT') return (zone.txt?.[name] ?? []).map((text) => ({ type: 'TXT', name, ttl, data: text.match(/.{1,200}/g) ?? [''] }));
  if (type === 'MX') return (zone.mx?.[name] ?? []).map((exchange, index) => ({ type: 'MX', name, ttl, data: { preference: index * 10, exchange } }));
  if (type === 'A') return (zone.a?.[name] ?? []).map((data) => ({ type: 'A', name, ttl, data }));
  if (type === 'AAAA') return (zone.aaaa?.[name] ?? []).map((data) => ({ type: 'AAAA', name, ttl, data }));
  if (type === 'PTR') return (zone.ptr?.[name.replace(/\.in-addr\.arpa$/, '').split('.').toReversed().join('.')] ?? []).map((data) => ({ type: 'PTR', name, ttl, data }));
  return [];
}
