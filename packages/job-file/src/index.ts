export { loadJob } from './load-job.js';
