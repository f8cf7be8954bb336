/**
 * The network's name in what `iw dev wlan0 link` says; undefined where there is none or it is no readable text.
 * iw writes bytes outside printable ASCII, backslashes, and a blank at either end as `\xNN`. Source: print_ssid_escaped
 * in iw's util.c.
 */
export function parseIwLink(output: string): string | undefined {
  if (!output.startsWith('Connected to ')) return undefined;
  const escaped = /^\tSSID: (.*)$/m.exec(output)?.[1];
  if (escaped === undefined || escaped === '') return undefined;
  const bytes = Buffer.from(
    escaped.replace(/\\x([0-9a-f]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) && !text.includes('\0') ? text : undefined;
}
