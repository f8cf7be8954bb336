// The import table of the house (docs: ARCHITECTURE.md). Each rule is a sentence; its comment says why.
const code = '^(packages|apps|bin|e2e|tools|bench)/';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule(
      'core imports nothing',
      'The domain is pure: no package, no node:, no other workspace. Time, randomness and hashing come in by ports.',
      { path: '^packages/core/src/' },
      { pathNot: '^packages/core/src/' },
    ),
    rule(
      'protocol imports nothing but its schema library',
      'The wire is described once, for every side; it must load in a browser, on a phone and in a relay.',
      { path: '^packages/protocol/src/' },
      { pathNot: '^(packages/protocol/src/|node_modules/zod/)' },
    ),
    rule(
      'headers imports core and what tells file types',
      'What a photo says of itself is read alike by the agent, the server and the browser.',
      { path: '^packages/headers/src/' },
      { pathNot: '^(packages/headers/src/|packages/core/src/|node_modules/file-type/)' },
    ),
    rule(
      'options import nothing but their schema library',
      'A declaration of an option is plain data, for a command, a file, a form and a document alike.',
      { path: '^packages/options/src/' },
      { pathNot: '^(packages/options/src/|node_modules/zod/)' },
    ),
    rule(
      'destinations import core, and never an app',
      'An adapter knows its foreign system and the port, nothing of who uses it.',
      { path: '^packages/destinations/src/' },
      { path: '^apps/' },
    ),
    rule(
      'only own-server among the destinations knows the wire',
      'Foreign systems do not speak our protocol; one folder does.',
      { path: '^packages/destinations/src/', pathNot: '^packages/destinations/src/own-server/' },
      { path: '^packages/protocol/' },
    ),
    rule(
      'own-server is free of node:',
      'The browser uses it too.',
      { path: '^packages/destinations/src/own-server/' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'no destination imports another destination',
      'Adapters are joined only in the catalogue.',
      {
        path: '^packages/destinations/src/([^/]+)/.+',
        pathNot: '^packages/destinations/src/(wrappers|conformance)/',
      },
      {
        path: '^packages/destinations/src/([^/]+)/.+',
        pathNot: '^packages/destinations/src/($1|wrappers|conformance|http|dav)/',
      },
    ),
    rule(
      'own-server takes of HTTP only what needs no node:',
      'The browser uses it too.',
      { path: '^packages/destinations/src/own-server/' },
      {
        path: '^packages/destinations/src/(http|dav)/',
        pathNot: '^packages/destinations/src/http/(http-client|text-body)\\.ts$',
      },
    ),
    rule(
      'no app imports another app',
      'Apps meet on the wire, in bin/ and in e2e/ only.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    ),
    rule(
      'the server knows core and protocol only',
      'It is a destination for others, it sends nowhere.',
      { path: '^apps/server/' },
      { path: '^packages/destinations/' },
    ),
    rule(
      'the relay knows the wire only',
      'It stands on a public host and keeps no library: the less it knows, the less can be had from it.',
      { path: '^apps/relay/' },
      { path: '^packages/', pathNot: '^packages/protocol/src/' },
    ),
    rule(
      'the portal has no runtime package',
      'One HTML file under 30 kB that asks nothing of any third party.',
      { path: '^apps/portal/src/' },
      { pathNot: '^(apps/portal/src/|packages/protocol/src/)' },
    ),
    rule(
      'nothing that runs imports a tool, a test or a bench',
      'What builds and checks the product is not part of it.',
      { path: '^(packages|apps)/[^/]+/src/|^bin/' },
      { path: '^(tools|e2e|bench)/|/test/' },
    ),
    rule('no circle', 'A circle has no place to start reading.', { path: code }, { circular: true }),
    rule(
      'every import resolves',
      'An import that the checker cannot follow is an import that it cannot check.',
      { path: code },
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.tsbuild)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'],
    },
  },
};
