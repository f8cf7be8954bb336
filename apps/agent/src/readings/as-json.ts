/** What a program said, as JSON; undefined where it is none. */
export function asJson(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
