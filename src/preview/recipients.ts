/** Who may get a test: the addresses of the setting, or everybody of a domain that stands there as `@example.org`. */
import { isAddressFault, parseAddress } from '../address/parse.js';
import { UserError } from '../errors.js';

/** The address to send to. Throws UserError: not an address, or not allowed. */
export function requireTestRecipient(allowed: readonly string[], to: string): string {
  const parsed = parseAddress(to.trim());
  if (isAddressFault(parsed)) throw new UserError('address-invalid', `"${to}" is no address: ${parsed.reason}`);
  const names = [parsed.address.toLowerCase(), `@${parsed.domain}`];
  if (allowed.some((one) => names.includes(one.trim().toLowerCase()))) return parsed.address;
  const hint = allowed.length === 0 ? 'Name who may get tests in testRecipients of courant.yaml.' : 'Add it to testRecipients of courant.yaml; tests go to nobody else.';
  throw new UserError('refused', `${to.trim()} may not get tests.`, { hint });
}
