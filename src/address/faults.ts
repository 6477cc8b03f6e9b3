/** Why a text is not an address we write to: a stable code and the reason in plain words, for the reports of an import and for forms. */

const reasons = {
  'empty': 'there is no address',
  'control-character': 'holds a control character or a line separator, which could smuggle a header or a second recipient in',
  'hidden-character': 'holds an invisible character',
  'space': 'holds a space',
  'brackets': 'give the address alone, without a name or angle brackets',
  'several': 'holds more than one address',
  'no-at-sign': 'has no @',
  'full-width-at-sign': 'has a full-width ＠ instead of @',
  'two-at-signs': 'has more than one @',
  'no-local-part': 'nothing stands before the @',
  'no-domain': 'nothing stands behind the @',
  'quoted-local-part': 'quoted local parts ("..."@) are not accepted',
  'comment': 'comments (...) are not accepted',
  'route': 'holds % or ! before the @: old relays read these as a route to another host',
  'local-dots': 'a dot begins or ends the part before the @, or two follow each other',
  'local-character': 'the part before the @ holds a character that addresses do not have',
  'local-look-alike': 'the part before the @ holds full-width or other look-alike forms of plain letters',
  'local-not-ascii': 'the part before the @ is not ASCII: every mail would need SMTPUTF8, and many readers could not answer',
  'local-too-long': 'the part before the @ is longer than 64 octets',
  'too-long': 'is longer than 254 octets',
  'ip-literal': 'an IP address in place of a domain is not accepted',
  'domain-without-dot': 'the domain has no dot',
  'domain-dots': 'a dot begins or ends the domain, or two follow each other',
  'domain-character': 'the domain holds a character that domains do not have',
  'domain-label': 'a part of the domain is empty, longer than 63 octets, or begins or ends with a hyphen',
  'domain-top-level': 'the domain ends in something that is no top-level domain',
  'name-control-character': 'the name holds a control character or a line break',
  'name-too-long': 'the name is longer than 200 characters',
} as const;

export type AddressFaultCode = keyof typeof reasons;
export type AddressFault = { readonly fault: AddressFaultCode; readonly reason: string };

export function addressFault(code: AddressFaultCode): AddressFault {
  return { fault: code, reason: reasons[code] };
}

export function isAddressFault(value: object): value is AddressFault {
  return 'fault' in value;
}
