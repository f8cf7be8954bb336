// Holds the import table: runs dependency-cruiser over the sources, refuses a run that saw no modules,
// and compares what each workspace imports with what its package.json declares.
import { cruise } from 'dependency-cruiser';
import type { IConfiguration, ICruiseResult, IModule } from 'dependency-cruiser';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const fewestModules = 40;
process.chdir(root);

const rulesFile = new URL('../.dependency-cruiser.mjs', import.meta.url).href;
const { default: rules } = (await import(rulesFile)) as { default: IConfiguration };
const { enhancedResolveOptions, ...options } = rules.options ?? {};
const report = await cruise(
  ['packages', 'apps', 'bin', 'e2e', 'tools', 'bench'],
  { ...options, validate: true, ruleSet: { forbidden: rules.forbidden ?? [] } },
  enhancedResolveOptions,
);
const { modules, summary } = report.output as ICruiseResult;

const problems = [...importViolations(), ...undeclared(modules), ...tooFew(modules.length)];
for (const problem of problems) console.error(problem);
console.log(`imports: ${String(modules.length)} modules, ${String(problems.length)} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

function importViolations(): string[] {
  return summary.violations.map((found) => `${found.from} → ${found.to}: ${found.rule.name}`);
}

function tooFew(seen: number): string[] {
  if (seen >= fewestModules) return [];
  return [`only ${String(seen)} modules seen: the checker is blind (is its TypeScript older than 7?)`];
}

/** Every workspace declares the workspaces and packages it imports, and no workspace that it does not import. */
function undeclared(seen: readonly IModule[]): string[] {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(group)
      .filter((name) => existsSync(join(group, name, 'package.json')))
      .flatMap((name) => compare(`${group}/${name}`, seen)),
  );
}

function compare(workspace: string, seen: readonly IModule[]): string[] {
  const manifest = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')) as {
    name: string;
    dependencies?: Record<string, string>;
  };
  const declared = new Set(Object.keys(manifest.dependencies ?? {}));
  const imported = new Set(
    seen
      .filter((module) => module.source.startsWith(`${workspace}/src/`))
      .flatMap((module) => module.dependencies)
      .filter(
        (dependency) => !dependency.module.startsWith('.') && !dependency.dependencyTypes.includes('core'),
      )
      .map((dependency) => packageOf(dependency.module))
      .filter((name) => name !== manifest.name),
  );
  const missing = [...imported].filter((name) => !declared.has(name));
  const unused = [...declared].filter((name) => name.startsWith('@homeroll/') && !imported.has(name));
  return [
    ...missing.map((name) => `${workspace}/package.json does not declare ${name}, which its sources import`),
    ...unused.map((name) => `${workspace}/package.json declares ${name}, which no source of it imports`),
  ];
}

function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
