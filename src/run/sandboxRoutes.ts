/** How a running sandbox is steered; apart from it, since --help shows it and loads nothing else. */
export { controls } from "../sandbox/planasonix/controls.ts";
