/** The mail around a machine's report: multipart/report (RFC 6522) of parts that are bytes already. Pure; used by dsn.ts and arf.ts. */

export type Header = readonly [name: string, value: string];
export type ReportPart = { readonly headers: readonly Header[]; readonly body: Buffer | string };
export type ReportMail = {
  readonly headers: readonly Header[];
  /** RFC 6522 3: `delivery-status`, `feedback-report`. */
  readonly reportType: string;
  readonly boundary: string;
  readonly parts: readonly ReportPart[];
};

/** The bytes of the whole mail, CRLF line ends. */
export function renderReportMail(mail: ReportMail): Buffer {
  const type = `multipart/report; report-type=${mail.reportType};\r\n\tboundary="${mail.boundary}"`;
  const pieces: Buffer[] = [Buffer.from(renderHeaders(mail.headers) + 'MIME-Version: 1.0\r\nContent-Type: ' + type + '\r\n\r\nThis is a MIME-encapsulated message.\r\n')];
  for (const part of mail.parts) {
    pieces.push(Buffer.from(`\r\n--${mail.boundary}\r\n${renderHeaders(part.headers)}\r\n`));
    pieces.push(typeof part.body === 'string' ? Buffer.from(part.body) : part.body);
  }
  pieces.push(Buffer.from(`\r\n--${mail.boundary}--\r\n`));
  return Buffer.concat(pieces);
}

/**
 * Header or report fields, one a line. What a caught mail put into them (its Message-ID, its recipient) may hold anything: control
 * characters become spaces, so that no field can be added from outside.
 */
export function renderHeaders(headers: readonly Header[]): string {
  return headers.map(([name, value]) => `${name}: ${toFieldValue(value)}\r\n`).join('');
}

/** The value on one line, whatever it was. */
export function toFieldValue(value: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return value.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}

/** `Sun, 22 Nov 2026 09:00:00 +0000` (RFC 5322 3.3; "GMT" is its obsolete form). */
export function toMailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

/** Goes into boundaries and Message-IDs too, so only what a domain may be made of is left. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).replace(/[^\p{L}\p{M}\p{N}.-]/gu, '') || 'localhost';
}
