/** Reading SMTP replies off a byte stream (RFC 5321 4.2): pure, fed with chunks, bounded in memory. */

export type SmtpPhase = 'connect' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot';

export type SmtpReply = {
  /** `250`; 0 when what came is no reply. */
  readonly code: number;
  /** RFC 2034 enhanced code, `5.1.1`, or the empty string. */
  readonly enhanced: string;
  /** The text of all lines, without codes, joined by a space. */
  readonly text: string;
  /** Each line's text, without codes: what EHLO lists. */
  readonly lines: readonly string[];
};

/** RFC 5321 4.5.3.1.5: a reply line has at most 512 octets; servers send more, but none needs this much. */
const maxReplyBytes = 64 * 1024;

const replyLine = /^([2-5][0-9]{2})(?:([ -])(.*))?$/s;
const enhancedCode = /^([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s+|$)/;

/** The final reply of several lines; code 0 when a line is not of the form, or the codes differ. */
export function parseReply(lines: readonly string[]): SmtpReply {
  const matches = lines.map((line) => replyLine.exec(line));
  const code = matches[0]?.[1];
  if (code === undefined || matches.some((match) => match?.[1] !== code)) {
    return { code: 0, enhanced: '', text: lines.join(' ').slice(0, 500), lines };
  }
  const texts = matches.map((match) => match?.[3] ?? '');
  const enhanced = enhancedCode.exec(texts[0] ?? '')?.[1] ?? '';
  // Of "550-5.1.1 line" each line repeats the code: it is said once.
  const text = texts.map((line) => (enhanced && line.startsWith(enhanced) ? line.slice(enhanced.length).trimStart() : line)).join(' ').trim();
  return { code: Number(code), enhanced: enhanced.startsWith(code.charAt(0)) ? enhanced : '', text, lines: texts };
}

export type ReplyReader = {
  /** Complete replies that this chunk finished. A reply that is none comes out with code 0. */
  push(chunk: Uint8Array): SmtpReply[];
};

export function createReplyReader(): ReplyReader {
  let rest = '';
  let lines: string[] = [];
  let size = 0;
  return {
    push(chunk) {
      const replies: SmtpReply[] = [];
      // latin1 keeps every byte; reply texts in UTF-8 are rare and only shown
      const parts = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const line = part.replace(/\r$/, '');
        lines.push(line);
        size += line.length;
        const isPartial = /^[2-5][0-9]{2}-/.test(line) && size < maxReplyBytes;
        if (isPartial) continue;
        replies.push(parseReply(lines));
        lines = [];
        size = 0;
      }
      if (rest.length > maxReplyBytes) {
        replies.push({ code: 0, enhanced: '', text: rest.slice(0, 500), lines: [] });
        rest = '';
      }
      return replies;
    },
  };
}
