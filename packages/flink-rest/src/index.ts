export type { FlinkJob } from './flink-answers.js';
export { FlinkRest } from './flink-rest.js';
