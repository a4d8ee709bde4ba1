import { z } from 'zod';

/** One job of `GET /jobs/overview`. */
const jobSchema = z.object({
  jid: z.string(),
  name: z.string(),
  /** Of Flink's `JobStatus`: RUNNING, RESTARTING, FINISHED, CANCELED, FAILED, … */
  state: z.string(),
  /** ms since 1970 */
  'start-time': z.number(),
});

/** A job as Flink lists it. */
export type FlinkJob = z.output<typeof jobSchema>;

export const jobsOverviewSchema = z.object({ jobs: z.array(jobSchema) });

/** `GET /jobmanager/config` */
export const jobManagerConfigSchema = z.array(z.object({ key: z.string(), value: z.string() }));

/** `POST /jobs/:jobid/savepoints` */
export const triggerSchema = z.object({ 'request-id': z.string() });

/** `GET /jobs/:jobid/savepoints/:triggerid`; `operation` once it is over. */
export const savepointStatusSchema = z.object({
  status: z.object({ id: z.enum(['IN_PROGRESS', 'COMPLETED']) }),
  operation: z
    .object({
      location: z.string().optional(),
      'failure-cause': z.object({ 'stack-trace': z.string() }).optional(),
    })
    .nullish(),
});

/** `GET /jobs/:jobid/exceptions` */
export const exceptionsSchema = z.object({
  exceptionHistory: z.object({ entries: z.array(z.object({ stacktrace: z.string() })) }),
});

/** `GET /jobs/:jobid/accumulators` */
export const accumulatorsSchema = z.object({
  'user-task-accumulators': z.array(z.object({ name: z.string(), value: z.string() })),
});
