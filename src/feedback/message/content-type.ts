/** Parameters of a Content-Type as mail systems write them: quoted or not, in pieces and percent-encoded by RFC 2231. */

/** `name=v`, `name="v"`, `name*=utf-8''v` (RFC 2231 4), `name*0=v; name*1*=w` (RFC 2231 3); undefined where it is not there. */
export function readParameter(contentType: string, name: string): string | undefined {
  const pieces = [...contentType.slice(0, maxLength).matchAll(parameter)].filter((match) => match[1]?.toLowerCase() === name);
  if (pieces.length === 0) return undefined;
  const inOrder = pieces.toSorted((left, right) => Number(left[2] ?? 0) - Number(right[2] ?? 0));
  return inOrder.map((match, index) => decodePiece((match[4] ?? match[5] ?? '').trim(), match[3] === '*', index === 0)).join('');
}

const maxLength = 4_000;
const parameter = /(?:^|[;\s])([\w-]{1,40}?)(?:\*(\d{1,2}))?(\*)?\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|([^\s;"]{1,200}))/g;

/** The charset in front (`utf-8'en'`) is of no use here: parameters that matter are ASCII. */
function decodePiece(value: string, isEncoded: boolean, isFirst: boolean): string {
  if (!isEncoded) return value;
  const bare = isFirst ? value.replace(/^[\w-]{0,40}'[\w-]{0,20}'/, '') : value;
  return bare.replaceAll(/%([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
