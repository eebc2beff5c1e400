import Mocha from "mocha";

const { Base } = Mocha.reporters;
const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;

/**
 * Silent while tests pass, the whole story where one fails, every skipped test by name,
 * and a last line that a program can read: `N passed, N failed, N skipped`.
 */
export default class Summary extends Base {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on(EVENT_TEST_FAIL, (test) => console.log(`failed: ${test.fullTitle()}`));
    runner.on(EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.once(EVENT_RUN_END, () => {
      Base.list(this.failures);
      for (const title of skipped) {
        console.log(`skipped: ${title}`);
      }
      const { passes, failures, pending } = this.stats;
      console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
    });
  }
}
