/**
 * Tests that may be skipped with CI=true, each with its reason. Everything else that does not run is a failure: a
 * test that passes because its server is missing proves nothing. Matched against the start of the full title.
 */
export const allowedSkips: Readonly<Record<string, string>> = {};
