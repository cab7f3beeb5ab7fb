/** Runs before every test file: property tests try the same cases in every run, unless FC_SEED names another seed. */
import * as fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 20_261_122) });
