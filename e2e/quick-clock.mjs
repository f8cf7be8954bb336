// Loaded into a process before anything else (node --import): its clock on the wall, its ticks and its timers run
// QUICK_CLOCK_FACTOR times as fast, from QUICK_CLOCK_START (milliseconds since 1970) on.
const factor = Number(process.env.QUICK_CLOCK_FACTOR);
const start = Number(process.env.QUICK_CLOCK_START);
const ticks = globalThis.performance.now.bind(globalThis.performance);
const begun = ticks();
const quickTicks = () => (ticks() - begun) * factor;
const now = () => Math.floor(start + quickTicks());

const PlainDate = Date;
globalThis.Date = class extends PlainDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }
  static now() {
    return now();
  }
};
globalThis.performance.now = quickTicks;

for (const name of ['setTimeout', 'setInterval']) {
  const plain = globalThis[name];
  globalThis[name] = (run, milliseconds = 0, ...given) => plain(run, milliseconds / factor, ...given);
}
