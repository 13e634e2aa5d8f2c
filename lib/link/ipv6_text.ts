/**
 * IPv6 addresses as text, fast enough for every packet of a link: the general
 * `formatIpAddress()` of `lib/kernel/` takes some ten times as long.
 *
 * @module
 */

/** Groups of an address. */
const GROUPS = 8;

/**
 * Writes an address as RFC 5952 recommends, always in hexadecimal: lower case, no leading
 * zeros, and `::` for the first of the longest runs of two or more groups of zero.
 *
 * @param view Bytes that hold the address.
 * @param offset Where it begins, in bytes; 16 bytes from there have to be within the view.
 * @returns Its text.
 */
export function ipv6Text(view: DataView, offset: number): string {
  let longestAt = -1;
  let longest = 1;
  let run = 0;
  for (let group = 0; group < GROUPS; group++) {
    run = view.getUint16(offset + 2 * group) === 0 ? run + 1 : 0;
    if (run > longest) {
      longest = run;
      longestAt = group - run + 1;
    }
  }
  let text = "";
  for (let group = 0; group < GROUPS; group++) {
    if (group === longestAt) {
      text += "::";
      group += longest - 1;
      continue;
    }
    if (group > 0 && !text.endsWith(":")) text += ":";
    text += view.getUint16(offset + 2 * group).toString(16);
  }
  return text;
}
