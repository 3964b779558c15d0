// Collects what passed and what failed; a run ends with one line of totals.

export class Report {
  passed = 0;
  failures = [];
  skipped = [];
  tested = [];

  async check(name, body) {
    try {
      await body();
      this.passed += 1;
      console.log(`ok    ${name}`);
    } catch (error) {
      this.failures.push(name);
      console.log(`FAIL  ${name}\n      ${String(error.message ?? error).replaceAll("\n", "\n      ")}`);
    }
  }

  skip(name, why) {
    this.skipped.push(name);
    console.log(`SKIP  ${name}: ${why}`);
  }

  finish() {
    for (const name of this.skipped) {
      console.log(`SKIPPED: ${name}`);
    }
    console.log(`${this.passed} passed, ${this.failures.length} failed`);
    return this.failures.length === 0 ? 0 : 1;
  }
}

export function assert(truth, message) {
  if (!truth) {
    throw new Error(message);
  }
}
